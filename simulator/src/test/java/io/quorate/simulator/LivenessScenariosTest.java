package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Published liveness failures, with whole replicas")
class LivenessScenariosTest {
  private static final ClientPlan STEADY =
      new ClientPlan(2, 50 * Plan.MILLI, 600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S35: after an hour without a quorum the first transaction is proved within 10 s of its return")
  void quorumReturnsAfterAnHour(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 35)).load();
    scene.seconds(5);
    scene.crash(1, 2);
    scene.seconds(3_600);
    long before = scene.height();
    scene.start(1, 2);
    scene.world().clients().rest();
    scene.commitMillis(0, 3, 10_000);
    assertTrue(scene.height() > before);
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S36: with one of four down for ever commits go on, each within 8 s")
  void oneDeadForEver(EngineKind engine, TestReporter reporter) {
    Scene scene = Scene.of(engine, Plan.calm(4, 36).with(STEADY)).load();
    scene.seconds(5);
    scene.crash(2);
    long before = scene.height();
    long longest = 0;
    for (int i = 0; i < 40; i++) {
      scene.millis(700);
      longest = Math.max(longest, scene.commitMillis(0, List.of(0, 1, 3).get(i % 3), 8_000));
    }
    reporter.publishEntry("longest commit with a dead leader, ms", Long.toString(longest));
    scene.settles(20_000);
    assertTrue(scene.height() > before + 60, () -> scene.height() + " after " + before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S37: a leader that votes and never proposes is replaced; commits within 10 s")
  void silentLeader(EngineKind engine) {
    Scene scene =
        Scene.of(
                engine,
                Engines.lying(
                    Plan.calm(4, 37).with(STEADY),
                    Engines.firstLeader(engine, 4),
                    LieKind.SILENT_LEADER))
            .load();
    scene.seconds(60);
    assertTrue(scene.fired(Engines.gaveUp(engine)) > 0);
    scene.settles(10_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S38: a leader whose own proposal reaches nobody times out like the others")
  void lonelyLeader(EngineKind engine) {
    Scene scene =
        Scene.of(engine, Engines.lying(Plan.calm(4, 38).with(STEADY), 3, LieKind.SELECTIVE)).load();
    scene.seconds(60);
    scene.settles(30_000);
    assertTrue(scene.height() > 60, () -> "height " + scene.height());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S39: the leader and the next one are dead; the second one is timed out as well")
  void successiveLeadersDead(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(7, 39).with(STEADY)).load();
    scene.seconds(3);
    int leader = scene.status(0).leader();
    scene.crash(leader, (leader + 1) % 7);
    scene.seconds(30);
    scene.settles(60_000);
    assertTrue(
        scene.fired(Engines.gaveUp(engine)) >= 10,
        () -> scene.fired(Engines.gaveUp(engine)) + " timeouts");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S40: ten minutes of load on a healthy network, and no view is given up")
  void noSpuriousViewChange(EngineKind engine) {
    ClientPlan load =
        new ClientPlan(2, 200 * Plan.MILLI, 1_600 * Plan.MILLI, 20, 16, 0, 4 * Plan.SECOND);
    Scene scene = Scene.of(engine, Plan.calm(4, 40).with(load)).load();
    scene.seconds(600);
    scene.settles(2_000);
    assertEquals(0, scene.fired(Engines.gaveUp(engine)));
    assertTrue(scene.world().checks().log().transactions() > 1_500);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S42: a node that restarts while views change is not held back by what it said before")
  void restartsDuringViewChanges(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 42).with(STEADY)).load();
    scene.seconds(3);
    scene.crash(0, 1);
    scene.seconds(7);
    for (int i = 0; i < 5; i++) {
      scene.crash(2);
      scene.millis(100);
      scene.start(2);
      scene.seconds(1);
    }
    scene.start(1);
    scene.commitMillis(0, 2, 12_000);
    scene.start(0);
    scene.settles(12_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("S44: a leader crashes before it says anything in its view")
  void leaderDiesAtOnce(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 44).with(STEADY)).load();
    for (int i = 0; i < 12; i++) {
      scene.seconds(3);
      int leader = scene.status(i % 4).leader();
      scene.crash(leader);
      scene.commitMillis(0, (leader + 1) % 4, 10_000);
      scene.start(leader);
    }
    scene.settles(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S47: an idle chain says nothing and gives up nothing; one transaction then commits within one timeout")
  void idleThenOne(EngineKind engine) {
    Scene scene = Scene.of(engine, Plan.calm(4, 47));
    scene.commitMillis(0, 0, 2_000);
    scene.seconds(30);
    long view = scene.world().checks().highestView();
    long height = scene.height();
    scene.seconds(600);
    assertEquals(view, scene.world().checks().highestView());
    assertEquals(height, scene.height());
    assertEquals(0, scene.fired(Engines.gaveUp(engine)));
    scene.commitMillis(1, 2, 1_000);
    scene.settles(2_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S53: a node that missed a thousand heights catches up to the same state and votes again")
  void longAbsence(EngineKind engine) {
    ClientPlan busy =
        new ClientPlan(4, 1 * Plan.MILLI, 30 * Plan.MILLI, 50, 60, 0, 4 * Plan.SECOND);
    Scene scene = Scene.of(engine, Plan.calm(4, 53).with(busy)).load();
    scene.seconds(1);
    scene.world().network().isolate(3);
    assertTrue(scene.world().runUntil(600 * Plan.SECOND, () -> scene.height() > 1_600));
    long missed = scene.height() - scene.status(3).finalizedHeight();
    assertTrue(missed > 1_000, () -> "missed " + missed);
    scene.world().clients().rest();
    scene.world().network().rejoin(3);
    scene.settles(20_000);
    scene.crash(0);
    scene.commitMillis(0, 3, 10_000);
    scene.start(0);
    scene.settles(10_000);
  }
}
