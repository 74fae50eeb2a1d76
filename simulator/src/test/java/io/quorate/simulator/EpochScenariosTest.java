package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Epochs that end while whole replicas are at work")
class EpochScenariosTest {

  private static Plan shortEpochs(long seed) {
    Plan calm = Plan.calm(4, seed);
    return calm.with(calm.chain().withEpochLength(20));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("an epoch ends at its last height and the next one goes on, again and again")
  void epochsFollowOneAnother(EngineKind engine) {
    Scene scene = Scene.of(engine, shortEpochs(401)).load();
    scene.seconds(20);
    scene.settles(10_000);
    long height = scene.status(0).finalizedHeight();
    assertTrue(height > 100, "height " + height);
    for (int node = 0; node < 4; node++) {
      assertEquals(scene.status(node).finalizedHeight() / 20, scene.status(node).epoch());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("the end of an epoch costs less than a view timeout")
  void endsAreQuick(EngineKind engine) {
    Scene scene = Scene.of(engine, shortEpochs(402)).load();
    for (long epoch = 0; epoch < 5; epoch++) {
      long last = (epoch + 1) * 20;
      assertTrue(
          scene
              .world()
              .runUntil(60 * Plan.SECOND, () -> scene.status(0).committedHeight() >= last));
      assertTrue(
          scene.world().runUntil(400 * Plan.MILLI, () -> scene.status(0).committedHeight() > last),
          () -> scene.status(0) + " does not leave its epoch");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S62: who crashes around the end of an epoch contradicts nothing in the next one")
  void crashesAroundTheEnd(EngineKind engine) {
    for (int effect = 0; effect < 16; effect++) {
      Scene scene = Scene.of(engine, shortEpochs(6_200 + effect)).load();
      int node = effect % 4;
      scene.world().runUntil(60 * Plan.SECOND, () -> scene.status(node).committedHeight() >= 19);
      scene.world().node(node).process().orElseThrow().crashAfterEffects(5L * effect);
      scene.millis(700);
      scene.start(node);
      scene.millis(700);
      scene.settles(10_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("who was away for many epochs comes back through all of them, and votes again")
  void backThroughEpochs(EngineKind engine) {
    Scene scene = Scene.of(engine, shortEpochs(403)).load();
    scene.seconds(1);
    scene.crash(2);
    scene.world().runUntil(300 * Plan.SECOND, () -> scene.status(0).finalizedHeight() > 200);
    scene.start(2);
    assertTrue(
        scene
            .world()
            .runUntil(20 * Plan.SECOND, () -> scene.status(2).epoch() == scene.status(0).epoch()),
        () -> scene.status(2) + " against " + scene.status(0));
    // Without it there is no quorum.
    scene.crash(1);
    long height = scene.status(0).finalizedHeight();
    assertTrue(
        scene
            .world()
            .runUntil(60 * Plan.SECOND, () -> scene.status(0).finalizedHeight() > height + 30));
    scene.start(1);
    scene.settles(20_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S28: a wiped disk under its old key says nothing until the next epoch, then votes")
  void wipedDisk(EngineKind engine) {
    for (int at = 0; at < 4; at++) {
      Scene scene = Scene.of(engine, shortEpochs(2_800 + at)).load();
      long wipedAt = 25 + 5L * at;
      scene.world().runUntil(60 * Plan.SECOND, () -> scene.status(0).finalizedHeight() >= wipedAt);
      scene.crash(2);
      scene.world().node(2).wipe();
      scene.start(2);
      scene.millis(300);
      assertTrue(scene.status(2).observing());
      assertTrue(
          scene.world().runUntil(120 * Plan.SECOND, () -> !scene.status(2).observing()),
          () -> scene.status(2) + " against " + scene.status(0));
      assertTrue(scene.status(2).epoch() >= 2, "not in the epoch in which it was wiped");
      scene.crash(1);
      long height = scene.status(0).finalizedHeight();
      assertTrue(
          scene
              .world()
              .runUntil(60 * Plan.SECOND, () -> scene.status(0).finalizedHeight() > height + 3),
          "without its votes there is no quorum");
      scene.start(1);
      scene.settles(20_000);
    }
  }
}
