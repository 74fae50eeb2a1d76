package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.testkit.Findings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same seeds in every build, and fresh ones that nobody has seen. {@code
 * -Dquorate.swarm.factor=20} runs so many times as many of both.
 */
@DisplayName("A swarm of seeds")
class SwarmTest {
  /** How many seeds with how many nodes. */
  record Size(int nodes, int seeds) {
    int runs() {
      return FACTOR * seeds;
    }

    @Override
    public String toString() {
      return runs() + " seeds with " + nodes + " nodes";
    }
  }

  private static final List<Size> FIXED =
      List.of(new Size(4, 40), new Size(7, 10), new Size(10, 3), new Size(13, 2));
  private static final List<Size> FRESH = List.of(new Size(4, 8), new Size(7, 2));
  private static final int FACTOR = Integer.getInteger("quorate.swarm.factor", 1);

  /** One swarm serves two tests. */
  private static final Map<EngineKind, Map<Size, Swarm.Summary>> RUN =
      new EnumMap<>(EngineKind.class);

  static Stream<Arguments> fixed() {
    return each(FIXED);
  }

  static Stream<Arguments> fresh() {
    return each(FRESH);
  }

  private static Stream<Arguments> each(List<Size> sizes) {
    return Engines.all().stream()
        .flatMap(engine -> sizes.stream().map(size -> Arguments.of(engine, size)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("fixed")
  @DisplayName(
      "passes: safe under drawn faults and liars, and in order within the bound once faults end")
  void passes(EngineKind engine, Size size) {
    Swarm.Summary summary = slice(engine, size);
    assertEquals("", failures(summary));
    assertEquals(size.runs(), summary.runs());
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("fresh")
  @DisplayName("passes with seeds that are drawn anew for every build")
  void passesFresh(EngineKind engine, Size size, TestReporter reporter) {
    long first = new SecureRandom().nextLong(1L << 40);
    SimulationOptions options = new SimulationOptions(engine, size.nodes(), first);
    Findings.tell(reporter, "fresh seeds", options.command() + " --seeds " + size.runs());
    assertEquals("", failures(Swarm.run(options, size.runs(), SimulationReport::passed)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName(
      "a backlog of blocks with one transaction each gets the time that a slow network takes")
  void backlog(EngineKind engine) {
    SimulationReport report = Simulate.run(new SimulationOptions(engine, 7, 80166));
    assertEquals(Optional.empty(), report.failure());
  }

  @Test
  @DisplayName(
      "a payload that was asked for before an epoch's last decision makes no block above that epoch")
  void payloadAfterTheEnd() {
    SimulationReport report = Simulate.run(new SimulationOptions(EngineKind.TENDERMINT, 7, 90020));
    assertEquals(Optional.empty(), report.failure());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.quorate.simulator.Engines#all")
  @DisplayName("takes every rule of the engine's specification that no script alone can reach")
  void rulesFire(EngineKind engine, TestReporter reporter) {
    SortedMap<String, Long> fired = new TreeMap<>();
    for (Size size : FIXED) {
      slice(engine, size).rules().forEach((rule, count) -> fired.merge(rule, count, Long::sum));
    }
    reporter.publishEntry("rules fired", fired.toString());
    List<String> never = new ArrayList<>(HonestParts.of(engine).factory().rules());
    never.removeAll(fired.keySet());
    never.removeAll(Engines.scripted(engine).keySet());
    assertEquals(List.of(), never);
  }

  private static Swarm.Summary slice(EngineKind engine, Size size) {
    return RUN.computeIfAbsent(engine, e -> new LinkedHashMap<>())
        .computeIfAbsent(
            size,
            s ->
                Swarm.run(
                    new SimulationOptions(engine, s.nodes(), 1),
                    s.runs(),
                    SimulationReport::passed));
  }

  private static String failures(Swarm.Summary summary) {
    return FailedRuns.OF_THE_BUILD.text(summary.failures());
  }
}
