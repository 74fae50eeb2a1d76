package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.EngineKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A swarm of seeds")
class SwarmTest {
  /** Rules that no run reaches whose epoch has no end. */
  private static final List<String> OF_EPOCHS = List.of("TM-END");

  /** How many seeds with how many nodes. */
  private static final SortedMap<Integer, Integer> SEEDS =
      new TreeMap<>(Map.of(4, 70, 7, 10, 10, 3, 13, 1));

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "passes: safe under drawn faults and liars, in order within the bound once faults end, and every rule of the engine fires")
  void passes(EngineKind engine) {
    long first = Long.getLong("quorate.swarm.first", 1);
    List<String> failures = new ArrayList<>();
    SortedSet<String> silent = new TreeSet<>(HonestParts.of(engine).factory().rules());
    silent.removeAll(OF_EPOCHS);
    SEEDS.forEach((nodes, seeds) -> {
      int wanted = Integer.getInteger("quorate.swarm.seeds", seeds);
      SimulationOptions options = new SimulationOptions(engine, nodes, first);
      Swarm.Summary summary = Swarm.run(options, wanted, SimulationReport::passed);
      summary.failures().forEach(failed -> failures.add(text(failed)));
      silent.removeAll(summary.rules().keySet());
      if (summary.passed()) {
        assertEquals(wanted, summary.runs());
      }
    });
    assertEquals("", String.join("\n", failures));
    assertEquals(new TreeSet<>(), silent, "rules that fired nowhere");
  }

  private static String text(SimulationReport failed) {
    SimulationReport shrunk = Shrink.of(failed).report();
    return String.join("\n", failed.lines()) + "\nshrunk: " + String.join("\n", shrunk.lines());
  }
}
