package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.Plan.NetworkPlan;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published deadlocks between catch-up and consensus, with whole replicas")
class SyncScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);
  private static final ClientPlan BUSY =
      new ClientPlan(4, 1 * Plan.MILLI, 30 * Plan.MILLI, 50, 60, 0, 4 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S52: a validator with half of the power restarts and does not wait for blocks that only it can bring about")
  void neededByAll(EngineKind engine) {
    for (int effects = 0; effects < 40; effects += 8) {
      Parts parts = Hooked.of(engine).powers(3, 1, 1, 1);
      Scene scene = Scene.of(engine, Plan.calm(4, 5_200 + effects).with(STEADY), parts).load();
      scene.seconds(2);
      scene.world().node(0).process().orElseThrow().crashAfterEffects(effects);
      scene.seconds(4);
      scene.crash(0);
      scene.seconds(1);
      long height = scene.height();
      scene.seconds(5);
      assertEquals(height, scene.height(), "three of six are no quorum");
      scene.start(0);
      scene.commitMillis(0, 0, 10_000);
      scene.settles(10_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S52: all restart at one height, and none waits for another one to be ahead")
  void allAtOneHeight(EngineKind engine) {
    Parts parts = Hooked.of(engine).powers(3, 1, 1, 1);
    Scene scene = Scene.of(engine, Plan.calm(4, 5_250).with(STEADY), parts).load();
    scene.seconds(3);
    scene.settles(10_000);
    for (int i = 0; i < 3; i++) {
      scene.crash(0, 1, 2, 3);
      scene.start(0, 1, 2, 3);
      scene.commitMillis(i % 2, i, 10_000);
    }
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S57: whom a node catches up from crash, return and fall silent one after the other; it arrives within 10 s")
  void peersComeAndGo(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 57).with(BUSY)).load();
    scene.seconds(1);
    scene.world().network().isolate(3);
    long before = scene.height();
    assertTrue(scene.world().runUntil(120 * Plan.SECOND, () -> scene.height() > before + 300));
    scene.world().clients().rest();
    // On slow lines nearly every answer is under way when its sender goes.
    scene
        .world()
        .network()
        .become(new NetworkPlan(40 * Plan.MILLI, 120 * Plan.MILLI, 0, 0, 0, 0, false));
    scene.world().network().rejoin(3);
    int disturbed = 0;
    for (int i = 0; i < 40 && scene.status(3).finalizedHeight() < scene.height(); i++) {
      disturb(scene, i % 3, i % 2 == 0);
      disturbed++;
    }
    assertTrue(disturbed >= 6, "disturbed " + disturbed + " times while it was behind");
    scene.world().network().become(NetworkPlan.CALM);
    assertTrue(
        scene
            .world()
            .runUntil(10 * Plan.SECOND, () -> scene.status(3).finalizedHeight() == scene.height()),
        () -> scene.status(3) + " of height " + scene.height());
    scene.crash(0);
    scene.commitMillis(0, 3, 10_000);
    scene.start(0);
    scene.settles(10_000);
  }

  /** Crashes a peer that may just be answering, or loses its answers, for some milliseconds. */
  private static void disturb(Scene scene, int peer, boolean crash) {
    scene.millis(60);
    if (crash) {
      scene.crash(peer);
    } else {
      scene.world().network().cut(peer, 3);
    }
    scene.millis(10);
    if (crash) {
      scene.start(peer);
    } else {
      scene.world().network().mend(peer, 3);
    }
  }
}
