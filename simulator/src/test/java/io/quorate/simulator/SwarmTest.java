package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.EngineKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A swarm of seeds")
class SwarmTest {

  @ParameterizedTest(name = "{0}, {2} seeds with {1} nodes")
  @CsvSource({"HOTSTUFF, 4, 100", "HOTSTUFF, 7, 20", "PBFT, 4, 60", "TENDERMINT, 4, 60"})
  @DisplayName(
      "passes: safe under drawn faults and liars, and in order within the bound once faults end")
  void passes(EngineKind engine, int nodes, int seeds) {
    int wanted = Integer.getInteger("quorate.swarm.seeds", seeds);
    long first = Long.getLong("quorate.swarm.first", 1);
    SimulationOptions options = new SimulationOptions(engine, nodes, first);
    Swarm.Summary summary = Swarm.run(options, wanted, SimulationReport::passed);
    String failures = String.join("\n", summary.failures().stream().map(SwarmTest::text).toList());
    assertEquals("", failures);
    assertEquals(wanted, summary.runs());
  }

  private static String text(SimulationReport failed) {
    SimulationReport shrunk = Shrink.of(failed).report();
    return String.join("\n", failed.lines()) + "\nshrunk: " + String.join("\n", shrunk.lines());
  }
}
