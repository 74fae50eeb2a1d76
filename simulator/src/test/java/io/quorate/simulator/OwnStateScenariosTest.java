package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.simulator.NodeProcess.Moment;
import io.quorate.simulator.OwnKeyValues.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An application that keeps its own state, in whole replicas")
class OwnStateScenariosTest {
  private static final int EFFECTS = 12;
  private static final String AGAIN = "the blocks between are executed there again";
  private static final String EMPTIED = "it is emptied and made anew from the log";

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "S26: after a crash between any two effects an application's own state is behind the node, never ahead, and follows")
  void crashAtEveryEffect(EngineKind engine) {
    Outcome effects = crashes(engine, Manner.LAZY);
    Outcome written = crashes(engine, OwnParts.of(engine, Manner.PROMPT), 4, at(Moment.WRITTEN));
    Outcome committed =
        crashes(engine, OwnParts.of(engine, Manner.PROMPT), 4, at(Moment.COMMITTED));
    for (Outcome outcome : List.of(effects, written, committed)) {
      assertEquals(Optional.empty(), outcome.violation());
      assertEquals(0, outcome.lines(EMPTIED));
    }
    assertEquals(EFFECTS + 8, effects.crashes() + written.crashes() + committed.crashes());
    assertTrue(effects.lines(AGAIN) > EFFECTS / 2, effects.lines(AGAIN) + " starts");
    assertTrue(written.lines(AGAIN) > 0, "the node always lost its record, too");
    assertEquals(0, committed.lines(AGAIN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "an application's own disk that is empty, old, or of a node whose own data are gone is made anew from the log")
  void lostAndOld(EngineKind engine) {
    OwnParts parts = OwnParts.of(engine, Manner.LAZY);
    Scene scene = Scene.of(engine, Plan.calm(4, 77), parts).load();
    scene.seconds(1);
    List<KeyValueStore.Entry> old = parts.copy(2);
    scene.seconds(3);
    scene.crash(1);
    parts.own(1).wipe();
    scene.start(1);
    scene.seconds(1);
    scene.crash(2);
    parts.restore(2, old);
    scene.start(2);
    scene.seconds(1);
    scene.crash(3);
    scene.world().node(3).wipe();
    scene.start(3);
    scene.settles(20_000);
    scene.crash(3);
    scene.world().node(3).wipe();
    parts.own(3).wipe();
    scene.start(3);
    scene.settles(20_000);
    List<String> notes = scene.lines().stream().filter(line -> line.contains("keeps in")).toList();
    assertEquals(3, notes.size(), notes::toString);
    assertTrue(notes.get(0).contains("is empty and this node at height"), notes.get(0));
    assertTrue(notes.get(1).contains(AGAIN), notes.get(1));
    assertTrue(notes.get(2).contains(EMPTIED), notes.get(2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("an application's own state under drawn faults: everybody agrees, as the model does")
  void swarm(EngineKind engine) {
    long faults = 0;
    for (long seed = 1; seed <= 4; seed++) {
      SimulationOptions options = new SimulationOptions(engine, 4, seed).with(Liars.NONE);
      SimulationReport report =
          Simulate.run(
              options,
              Plan.draw(options),
              OwnParts.of(engine, seed % 2 == 0 ? Manner.LAZY : Manner.PROMPT));
      assertTrue(report.passed(), () -> String.join("\n", report.lines()));
      faults += report.figures().faults();
    }
    assertTrue(faults > 8, "only " + faults + " faults");
  }

  @Test
  @DisplayName("without the sync before its commit, an application's own state is found ahead")
  void withoutSync() {
    OwnParts parts = OwnParts.of(EngineKind.PBFT, Manner.PROMPT).withoutSync();
    Outcome outcome = crashes(EngineKind.PBFT, parts, 4, at(Moment.COMMITTED));
    assertEquals(Optional.empty(), outcome.violation());
    assertTrue(outcome.lines(EMPTIED) > 0);
  }

  @Test
  @DisplayName("a state whose commits are torn by a crash stops its node")
  void torn() {
    assertEquals(Optional.of("exception"), crashes(EngineKind.PBFT, Manner.TORN).violation());
  }

  @Test
  @DisplayName("a state that claims more than it has stops its node")
  void boasting() {
    assertEquals(Optional.of("exception"), crashes(EngineKind.PBFT, Manner.BOASTING).violation());
  }

  /** What came of many crashes, up to the first violation. */
  private record Outcome(int crashes, List<String> all, Optional<String> violation) {
    long lines(String text) {
      return all.stream().filter(line -> line.contains(text)).count();
    }
  }

  private static Outcome crashes(EngineKind engine, Manner manner) {
    return crashes(engine, OwnParts.of(engine, manner), EFFECTS, NodeProcess::crashAfterEffects);
  }

  private static ObjLongConsumer<NodeProcess> at(Moment moment) {
    return (process, _) -> process.crashAt(moment);
  }

  /**
   * @param how makes a process crash; gets the number of the crash, from 0
   */
  private static Outcome crashes(
      EngineKind engine, OwnParts parts, int crashes, ObjLongConsumer<NodeProcess> how) {
    List<String> lines = new ArrayList<>();
    int crashed = 0;
    try {
      for (int i = 0; i < crashes; i++) {
        Scene scene = Scene.of(engine, Plan.calm(4, 5_100 + i), parts.anew()).load();
        scene.millis(500);
        SimulatedNode node = scene.world().node(i % 4);
        how.accept(node.process().orElseThrow(), i);
        scene.seconds(1);
        crashed += node.running() ? 0 : 1;
        node.start();
        scene.seconds(1);
        scene.settles(10_000);
        lines.addAll(scene.lines());
      }
      return new Outcome(crashed, lines, Optional.empty());
    } catch (Violation violation) {
      return new Outcome(crashed, lines, Optional.of(violation.checker()));
    }
  }
}
