package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("With more liars than the fault model allows the log forks, and the checkers say so")
class ForkTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("f + 1 twins that keep the honest nodes apart make them disagree")
  void moreTwinsThanTolerated(EngineKind engine) {
    Plan calm = Plan.calm(4, 4);
    Plan one = Engines.lying(calm, 2, List.of(0), LieKind.TWINS);
    Plan two = Engines.lying(one, 3, List.of(0), LieKind.TWINS);
    SimulationReport report = run(engine, two);
    assertEquals(List.of("agreement"), report.failure().stream().map(f -> f.checker()).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("f twins do not")
  void asManyTwinsAsTolerated(EngineKind engine) {
    Plan plan = Engines.lying(Plan.calm(4, 4), 3, List.of(0), LieKind.TWINS);
    SimulationReport report = run(engine, plan);
    assertEquals(List.of(), report.failure().stream().toList());
  }

  @Test
  @DisplayName("a failed run shrinks to a smaller one that fails alike, the same one every time")
  void shrinks() {
    SimulationOptions options =
        new SimulationOptions(EngineKind.TENDERMINT, 7, 2).with(Liars.of(3, LieKind.TWINS));
    SimulationReport failed = firstFailure(options);
    Shrink.Shrunk shrunk = Shrink.of(failed);
    assertEquals(shrunk, Shrink.of(failed));
    assertTrue(shrunk.runs() <= Shrink.RUNS);
    SimulationReport less = shrunk.report();
    assertEquals(checker(failed), checker(less));
    assertEquals(less, Simulate.run(less.options()));
    assertTrue(
        less.figures().virtualMillis() <= failed.figures().virtualMillis()
            && less.figures().faults() <= failed.figures().faults(),
        () -> String.join("\n", less.lines()));
    assertEquals(less.options().command(), less.lines().getLast());
    assertTrue(less.options().command().contains("--without"), less.options().command());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("its trace says who sent what to whom, what was persisted, and what was ignored")
  void traceIsReadable(EngineKind engine) {
    List<String> lines = new ArrayList<>();
    SimulationOptions options = new SimulationOptions(engine, 4, 1).with(Liars.NONE);
    int leader = Engines.firstLeader(engine, 4);
    Simulate.run(
        options,
        Engines.lying(Plan.draw(options), leader, List.of(0, 3), LieKind.EQUIVOCATE),
        HonestParts.of(engine),
        lines::add,
        Trace.Detail.ALL);
    String proposal = Engines.proposal(engine);
    for (String expected :
        List.of(
            " n\\d > n\\d " + proposal,
            " n\\d < n\\d " + proposal,
            " persists safety",
            " " + Engines.prefix(engine) + "IGNORE ",
            " LIE-equivocate tells n\\d",
            " committed block ")) {
      Pattern pattern = Pattern.compile(expected);
      assertTrue(
          lines.stream().anyMatch(line -> pattern.matcher(line).find()),
          () -> "no line with" + expected);
    }
  }

  private static SimulationReport firstFailure(SimulationOptions options) {
    for (long seed = options.seed(); seed < options.seed() + 20; seed++) {
      SimulationReport report = Simulate.run(options.withSeed(seed));
      if (!report.passed()) {
        return report;
      }
    }
    throw new AssertionError("no fork with more twins than tolerated");
  }

  private static String checker(SimulationReport report) {
    return report.failure().orElseThrow().checker();
  }

  private static SimulationReport run(EngineKind engine, Plan plan) {
    SimulationOptions options = new SimulationOptions(engine, plan.nodes(), plan.seed());
    return Simulate.run(options, plan, HonestParts.of(engine));
  }
}
