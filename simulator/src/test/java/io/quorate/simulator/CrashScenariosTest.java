package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.VoteContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published crash failures, with whole replicas")
class CrashScenariosTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S26: a crash between any two effects of a replica is survived without a contradiction")
  void crashAtEveryEffect(EngineKind engine) {
    int crashed = 0;
    for (int effect = 0; effect < 80; effect++) {
      Scene scene = Scene.of(engine, Plan.calm(4, 2_600 + effect)).load();
      scene.millis(500);
      int node = effect % 4;
      scene.world().node(node).process().orElseThrow().crashAfterEffects(effect);
      scene.seconds(1);
      crashed += scene.world().node(node).running() ? 0 : 1;
      scene.start(node);
      scene.seconds(1);
      scene.settles(10_000);
    }
    assertEquals(80, crashed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S29: all nodes lose power in the middle of a view and commit again within 10 s")
  void allRestartAtOnce(EngineKind engine) {
    for (int seed = 2_900; seed < 2_930; seed++) {
      Scene scene = Scene.of(engine, Plan.calm(4, seed)).load();
      scene.millis(1_000 + seed % 97);
      scene.crash(0, 1, 2, 3);
      scene.start(0, 1, 2, 3);
      scene.commitMillis(0, seed % 4, 10_000);
      scene.settles(10_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S30: whatever was acknowledged is there after the whole cluster lost power, again and again")
  void acknowledgedSurvives(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 30).with(new Plan.DiskPlan(2_000, 40_000))).load();
    for (int i = 0; i < 15; i++) {
      scene.millis(1_500);
      scene.crash(0, 1, 2, 3);
      scene.millis(20);
      scene.start(0, 1, 2, 3);
    }
    scene.settles(20_000);
    assertTrue(scene.world().checks().acknowledged().size() > 40);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S31: after a restart no replica goes back behind what it voted for before")
  void viewsNeverComeBack(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 31)).load();
    for (int i = 0; i < 20; i++) {
      scene.millis(700);
      List<VoteContent> spoken = new ArrayList<>();
      for (int node = 0; node < 4; node++) {
        spoken.add(scene.world().checks().furthestVote(node).orElseThrow());
      }
      scene.crash(0, 1, 2, 3);
      scene.start(0, 1, 2, 3);
      scene.millis(300);
      for (int node = 0; node < 4; node++) {
        boolean there = Engines.reached(engine, scene.status(node), spoken.get(node));
        assertTrue(there, "n" + node + " " + scene.status(node) + " after " + spoken.get(node));
      }
    }
    scene.settles(10_000);
  }
}
