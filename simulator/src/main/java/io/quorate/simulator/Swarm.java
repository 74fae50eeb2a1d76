package io.quorate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Many runs that differ in their seeds. */
public final class Swarm {
  private Swarm() {}

  /**
   * What many runs came to.
   *
   * @param runs how many were made
   * @param failures the reports of those that failed
   * @param messages messages that arrived in all of them
   * @param virtualMillis virtual time that passed in all of them
   * @param slowestMillis the longest that a run took to come right after its repair
   * @param slowestPercent the longest in parts of a hundred of what its run was allowed
   * @param rules how often each rule of the engine fired at honest nodes
   */
  public record Summary(
      int runs,
      List<SimulationReport> failures,
      long messages,
      long virtualMillis,
      long slowestMillis,
      long slowestPercent,
      SortedMap<String, Long> rules) {
    /** Copies list and map. */
    public Summary {
      failures = List.copyOf(failures);
      rules = new TreeMap<>(rules);
    }

    /** Whether no run failed. */
    public boolean passed() {
      return failures.isEmpty();
    }
  }

  /**
   * Runs the seeds from that of {@code first} on, one after the other.
   *
   * @param seeds how many
   * @param goOn told of every report as it comes; false ends the swarm early
   */
  public static Summary run(SimulationOptions first, int seeds, Predicate<SimulationReport> goOn) {
    List<SimulationReport> failures = new ArrayList<>();
    int runs = 0;
    long messages = 0;
    long virtualMillis = 0;
    long slowest = 0;
    long percent = 0;
    SortedMap<String, Long> rules = new TreeMap<>();
    boolean wanted = true;
    while (wanted && runs < seeds) {
      SimulationReport report = Simulate.run(first.withSeed(first.seed() + runs));
      runs++;
      messages += report.figures().messages();
      virtualMillis += report.figures().virtualMillis();
      report.rules().forEach((rule, count) -> rules.merge(rule, count, Long::sum));
      SimulationReport.Figures figures = report.figures();
      slowest = Math.max(slowest, figures.settledMillis());
      percent = Math.max(percent, 100 * figures.settledMillis() / figures.boundMillis());
      if (!report.passed()) {
        failures.add(report);
      }
      wanted = goOn.test(report);
    }
    return new Summary(runs, failures, messages, virtualMillis, slowest, percent, rules);
  }
}
