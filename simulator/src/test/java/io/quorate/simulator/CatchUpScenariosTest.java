package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.wire.Decoded;
import io.quorate.replica.message.PeerMessage;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.Log;
import io.quorate.replica.message.PeerMessage.LogRequest;
import io.quorate.simulator.Plan.ClientPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients never rest in these: the network goes on at full load while one node comes back. */
@DisplayName("Published failures of catch-up, while the network goes on under load")
class CatchUpScenariosTest {
  private static final ClientPlan BUSY =
      new ClientPlan(4, 1 * Plan.MILLI, 30 * Plan.MILLI, 50, 60, 0, 4 * Plan.SECOND);
  private static final int LAG = 120;
  private static final int FAR = 450;
  private static final long GIANT = 1L << 40;

  /** Whom node 3 asked for blocks, who brought any, and who of them lies. */
  private static final class Traffic {
    private final int[] requests = new int[4];
    private final int[] answers = new int[4];
    private int liar = -1;

    private void sees(int from, int to, Optional<PeerMessage> message) {
      if (from == 3 && message.filter(LogRequest.class::isInstance).isPresent()) {
        requests[to]++;
      } else if (to == 3 && message.filter(Log.class::isInstance).isPresent()) {
        answers[from]++;
      }
    }

    /** The first of whom that is asked is the liar. */
    private boolean isLiar(int peer) {
      liar = liar < 0 ? peer : liar;
      return peer == liar;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S53: a node far behind comes back by itself while the network goes on, and is needed then")
  void whileTheNetworkRuns(EngineKind engine) {
    for (int lag : List.of(80, FAR)) {
      Scene scene = lagging(engine, Plan.calm(4, 5_300 + lag), lag);
      scene.world().network().rejoin(3);
      long from = scene.height();
      arrives(scene, 10_000);
      scene.seconds(1);
      assertTrue(scene.height() > from, "the network goes on");
      isNeeded(scene);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S49: a peer whose claims are giant at one tick and low at the next holds up nobody")
  void lowersItsClaims(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 4_901), LAG);
    int[] turn = {0};
    UnaryOperator<PeerMessage> lie =
        message ->
            message instanceof Heights
                ? new Heights(turn[0]++ % 2 == 0 ? GIANT : 7, GIANT, false)
                : message;
    watch(scene, lie);
    scene.world().network().rejoin(3);
    arrives(scene, 10_000);
    scene.seconds(1);
    assertTrue(turn[0] > 1);
    assertTrue(scene.fired("CATCH-UP-LEFT") > 0);
    isNeeded(scene);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S49, S54: a peer that claims everything and brings nothing is hardly asked")
  void staller(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 4_902), FAR);
    Traffic traffic = watch(scene, message -> message);
    scene
        .world()
        .network()
        .lose((from, to, packet) ->
            to == 3
                && decoded(scene, packet).filter(Log.class::isInstance).isPresent()
                && traffic.isLiar(from));
    scene.world().network().rejoin(3);
    arrives(scene, 10_000);
    int asked = traffic.requests[traffic.liar];
    int all = traffic.requests[0] + traffic.requests[1] + traffic.requests[2];
    assertTrue(asked > 0 && asked <= all / 3, () -> asked + " of " + all);
    isNeeded(scene);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S49: a peer that answers with valid blocks that nobody asked for is left")
  void useless(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 4_903), LAG);
    List<Log> first = new ArrayList<>();
    UnaryOperator<PeerMessage> lie =
        message -> {
          if (message instanceof Log log && first.isEmpty() && !log.blocks().isEmpty()) {
            first.add(log);
          }
          return message instanceof Log && !first.isEmpty() ? first.getFirst() : message;
        };
    watch(scene, lie);
    scene.world().network().rejoin(3);
    arrives(scene, 10_000);
    assertEquals(1, first.size());
    isNeeded(scene);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S54: a peer that brings one block at a time leaves the work to the others")
  void dribbler(EngineKind engine) {
    Scene scene = lagging(engine, Plan.calm(4, 4_904), FAR);
    UnaryOperator<PeerMessage> lie =
        message ->
            message instanceof Log(var blocks, long finalized) && blocks.size() > 1
                ? new Log(blocks.subList(0, 1), finalized)
                : message;
    Traffic traffic = watch(scene, lie);
    scene.world().network().rejoin(3);
    arrives(scene, 10_000);
    assertTrue(scene.fired("CATCH-UP-LEFT") > 0);
    int brought = traffic.answers[traffic.liar];
    int all = traffic.answers[0] + traffic.answers[1] + traffic.answers[2];
    assertTrue(brought > 0 && brought <= all / 2, () -> brought + " of " + all);
    isNeeded(scene);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S53: a node that no longer hears votes and proposals follows by catch-up, and votes again without contradiction")
  void outOfConsensusAndBack(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 5_310).with(BUSY)).load();
    scene.seconds(2);
    scene
        .world()
        .network()
        .lose((from, to, packet) ->
            to == 3
                && decoded(scene, packet)
                    .filter(PeerMessage.EngineMessageOf.class::isInstance)
                    .isPresent());
    long before = scene.status(3).finalizedHeight();
    boolean followed =
        scene
            .world()
            .runUntil(60 * Plan.SECOND, () -> scene.status(3).finalizedHeight() > before + 100);
    assertTrue(followed, () -> scene.status(3) + " of height " + scene.height());
    scene.world().network().lose((from, to, packet) -> false);
    arrives(scene, 10_000);
    // Every vote of the run is compared with every other one of its signer.
    isNeeded(scene);
  }

  /** A busy world in which node 3 misses so many heights; clients go on. */
  private static Scene lagging(EngineKind engine, Plan plan, int heights) {
    Scene scene = Scene.of(engine, plan.with(BUSY)).load();
    scene.seconds(1);
    scene.world().network().isolate(3);
    long before = scene.height();
    assertTrue(
        scene.world().runUntil(300 * Plan.SECOND, () -> scene.height() > before + heights),
        () -> "height " + scene.height());
    return scene;
  }

  /** Counts what node 3 asks for and gets; what one peer sends it is replaced by a lie. */
  private static Traffic watch(Scene scene, UnaryOperator<PeerMessage> lie) {
    Traffic traffic = new Traffic();
    scene
        .world()
        .network()
        .tamper((from, to, packet) -> {
          Optional<PeerMessage> message = decoded(scene, packet);
          traffic.sees(from, to, message);
          return to == 3 && message.isPresent()
              ? told(scene, packet, message.get(), traffic, from, lie)
              : packet;
        });
    return traffic;
  }

  private static Packet told(
      Scene scene,
      Packet packet,
      PeerMessage honest,
      Traffic traffic,
      int from,
      UnaryOperator<PeerMessage> lie) {
    boolean matters = honest instanceof Log || honest instanceof Heights;
    if (!matters || !traffic.isLiar(from)) {
      return packet;
    }
    PeerMessage said = lie.apply(honest);
    return said.equals(honest) ? packet : new Packet(scene.world().codec().encode(said));
  }

  /** The node is in consensus again: close to the network, and it does not call itself behind. */
  private static void arrives(Scene scene, long millis) {
    assertTrue(
        scene
            .world()
            .runUntil(
                millis * Plan.MILLI,
                () ->
                    !scene.status(3).catchingUp()
                        && scene.status(3).finalizedHeight() > scene.height() - 8),
        () -> scene.status(3) + " of height " + scene.height());
  }

  /** Without the node that came back there would be no quorum. */
  private static void isNeeded(Scene scene) {
    scene.world().network().tamper((from, to, packet) -> packet);
    scene.world().network().lose((from, to, packet) -> false);
    scene.crash(1);
    long before = scene.height();
    assertTrue(
        scene.world().runUntil(15 * Plan.SECOND, () -> scene.height() > before + 10),
        () -> "height " + scene.height() + " after " + before);
    scene.start(1);
    scene.settles(20_000);
  }

  private static Optional<PeerMessage> decoded(Scene scene, Packet packet) {
    return switch (packet.decoded(scene.world().codec())) {
      case Decoded.Ok<PeerMessage>(PeerMessage message) -> Optional.of(message);
      case Decoded.Malformed<PeerMessage> _ -> Optional.empty();
    };
  }
}
