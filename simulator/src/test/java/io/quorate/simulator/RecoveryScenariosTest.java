package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.wire.Decoded;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.byzantine.LieKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published failures of restarts and catch-up in the middle of trouble, whole replicas")
class RecoveryScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);
  private static final ClientPlan BUSY =
      new ClientPlan(4, 1 * Plan.MILLI, 30 * Plan.MILLI, 50, 60, 0, 4 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S32: a backup that crashes at any effect of a view change comes back into it; commits within 15 s")
  void restartInsideViewChange(EngineKind engine) {
    for (int effect = 0; effect < 30; effect += 3) {
      Scene scene = Scene.of(engine, Plan.calm(4, 3_200 + effect).with(STEADY)).load();
      scene.seconds(2);
      int leader = scene.status(0).leader();
      int backup = (leader + 2) % 4;
      scene.crash(leader);
      crashInsideViewChange(scene, engine, backup, effect);
      scene.commitMillis(0, backup, 15_000);
      scene.start(leader);
      scene.settles(15_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S32: so does one while the next leader is down as well; commits within 30 s")
  void restartWithTheNextLeaderDown(EngineKind engine) {
    for (int effect = 0; effect < 9; effect += 3) {
      Scene scene = Scene.of(engine, Plan.calm(7, 3_240 + effect).with(STEADY)).load();
      scene.seconds(2);
      int leader = scene.status(0).leader();
      int backup = (leader + 3) % 7;
      scene.crash(leader, (leader + 1) % 7);
      crashInsideViewChange(scene, engine, backup, effect);
      scene.commitMillis(0, backup, 30_000);
      scene.start(leader, (leader + 1) % 7);
      scene.settles(15_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S32: a node that restarts again and again while it catches up arrives, and is needed then")
  void restartDuringCatchUp(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 32), 3, 300);
    scene.world().network().rejoin(3);
    int inside = 0;
    for (int i = 0; i < 5; i++) {
      long before = scene.status(3).finalizedHeight();
      scene
          .world()
          .runUntil(5 * Plan.SECOND, () -> scene.status(3).finalizedHeight() > before + 20);
      inside += scene.status(3).finalizedHeight() < scene.height() ? 1 : 0;
      scene.crash(3);
      scene.start(3);
    }
    int restarts = inside;
    assertTrue(restarts >= 2, () -> restarts + " restarts while it was behind");
    scene.settles(20_000);
    scene.crash(0);
    scene.commitMillis(0, 3, 10_000);
    scene.start(0);
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S45: a leader is replaced although one node far behind gets no answer to its requests")
  void viewChangeWithoutSync(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(7, 45), 6, 100);
    scene.world().network().lose((from, to, packet) -> to == 6 && brings(scene, packet));
    scene.world().network().rejoin(6);
    scene.seconds(3);
    long lag = scene.height() - scene.status(6).finalizedHeight();
    assertTrue(lag >= 80, () -> "only " + lag + " behind");
    int leader = scene.status(0).leader();
    scene.crash(leader == 6 ? 5 : leader);
    scene.commitMillis(0, leader == 1 ? 2 : 1, 15_000);
    scene.world().network().lose((from, to, packet) -> false);
    scene.settles(20_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S45: where the node behind is needed for a quorum, commits go on within 20 s of its first answer")
  void viewChangeWaitsForSync(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 46), 3, 150);
    scene.world().network().lose((from, to, packet) -> to == 3 && brings(scene, packet));
    scene.world().network().rejoin(3);
    scene.seconds(1);
    int leader = scene.status(0).leader();
    scene.crash(leader == 3 ? 2 : leader);
    scene.seconds(30);
    scene.world().network().lose((from, to, packet) -> false);
    // PBFT may have to wait out two timers at their cap: the rest of a view in which the node that
    // was behind missed the proposal, and the view of the dead primary.
    scene.commitMillis(0, 3, 20_000);
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S54: a peer that claims every height and never sends a block costs a node behind 10 s at most")
  void withholdingSource(EngineKind engine) {
    for (int liar = 0; liar < 3; liar++) {
      int source = liar;
      Scene scene = lagging(engine, Plan.calm(4, 54), 3, 150);
      scene
          .world()
          .network()
          .lose((from, to, packet) -> from == source && to == 3 && brings(scene, packet));
      scene.world().network().rejoin(3);
      arrives(scene, 3, 10_000);
      scene.settles(60_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S54: neither does one that answers with wrong blocks, or with others' heights")
  void lyingSource(EngineKind engine) {
    for (int liar = 0; liar < 3; liar++) {
      Plan plan = Engines.lying(Plan.calm(4, 154), liar, LieKind.LIE_IN_CATCH_UP);
      Scene scene = lagging(engine, plan, 3, 150);
      scene.world().network().rejoin(3);
      arrives(scene, 3, 10_000);
      scene.settles(60_000);
      assertTrue(scene.told("lie-in-catch-up") > 0);
    }
  }

  /** A busy world in which one node misses so many heights; clients rest when it is cut off. */
  private static Scene lagging(EngineKind engine, Plan plan, int node, int heights) {
    Scene scene = Scene.of(engine, plan.with(BUSY)).load();
    scene.seconds(1);
    scene.world().network().isolate(node);
    long before = scene.height();
    assertTrue(
        scene.world().runUntil(120 * Plan.SECOND, () -> scene.height() > before + heights),
        () -> "height " + scene.height());
    scene.world().clients().rest();
    return scene;
  }

  /** The node has every height of the log within so many milliseconds. */
  private static void arrives(Scene scene, int node, long millis) {
    assertTrue(
        scene
            .world()
            .runUntil(
                millis * Plan.MILLI, () -> scene.status(node).finalizedHeight() == scene.height()),
        () -> scene.status(node) + " of height " + scene.height());
  }

  private static void crashInsideViewChange(Scene scene, EngineKind engine, int node, int effects) {
    long before = scene.fired(Engines.gaveUp(engine));
    assertTrue(
        scene
            .world()
            .runUntil(30 * Plan.SECOND, () -> scene.fired(Engines.gaveUp(engine)) > before));
    scene.world().node(node).process().orElseThrow().crashAfterEffects(effects);
    scene.world().runUntil(2 * Plan.SECOND, () -> !scene.world().node(node).running());
    scene.crash(node);
    scene.start(node);
  }

  /** Whether a message brings what its receiver asked for to catch up. */
  private static boolean brings(Scene scene, Packet packet) {
    return switch (packet.decoded(scene.world().codec())) {
      case Decoded.Ok<PeerMessage>(PeerMessage message) ->
          message instanceof PeerMessage.Log || message instanceof PeerMessage.Blocks;
      case Decoded.Malformed<PeerMessage> _ -> false;
    };
  }
}
