package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an engine remembers at the end of a run is bounded, whatever liars and faults did before.
 * Its objects are counted, those of the blocks it still needs and of their transactions included,
 * which are most of them: some hundred, where the bound says thousands.
 */
@DisplayName("Bounded memory of engines inside whole replicas")
class MemoryTest {
  private static final long MOST = 5_000;

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("drawn faults and liars leave no engine heavier than its windows allow")
  void drawn(EngineKind engine, TestReporter reporter) {
    long most = 0;
    for (long seed = 1; seed <= 8; seed++) {
      SimulationOptions options = new SimulationOptions(engine, 4, seed);
      Weighed parts = new Weighed(engine);
      Plan plan = Plan.draw(options);
      SimulationReport report = Simulate.run(options, plan, parts);
      assertTrue(report.passed(), () -> String.join("\n", report.lines()));
      for (int node = 0; node < 4; node++) {
        long weight = parts.weight(node);
        int at = node;
        assertTrue(
            weight <= MOST, () -> options.command() + ": n" + at + " holds " + weight + " objects");
        most = Math.max(most, weight);
      }
    }
    reporter.publishEntry("most objects of an engine", Long.toString(most));
  }
}
