package io.quorate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a run went.
 *
 * @param options what was asked for
 * @param drawn what was drawn from the seed, a line each
 * @param traceHash hash over every line of the trace, in hexadecimal digits: equal runs have equal
 *     ones
 * @param figures what happened
 * @param rules how often each rule of the engine fired at honest nodes, by label
 * @param failure the promise that was broken, if one was
 */
public record SimulationReport(
    SimulationOptions options,
    List<String> drawn,
    String traceHash,
    Figures figures,
    SortedMap<String, Long> rules,
    Optional<Failure> failure) {

  /** Copies list and map. */
  public SimulationReport {
    drawn = List.copyOf(drawn);
    rules = new TreeMap<>(rules);
  }

  /**
   * What happened in a run.
   *
   * @param virtualMillis virtual time that passed
   * @param events what was due and done: messages, timers, syncs, executions, faults
   * @param messages messages that arrived
   * @param lostMessages messages that did not
   * @param faults faults that struck
   * @param lies lies that Byzantine nodes told
   * @param height height of the log
   * @param highestView the highest view any node entered
   * @param transactions transactions in the log
   * @param submitted different sound transactions that clients sent
   * @param acknowledged transactions whose receipt was proved to a client
   * @param settledMillis virtual time from the repair until nothing was pending and all nodes
   *     agreed
   * @param boundMillis the most that was allowed for it
   */
  public record Figures(
      long virtualMillis,
      long events,
      long messages,
      long lostMessages,
      long faults,
      long lies,
      long height,
      long highestView,
      long transactions,
      int submitted,
      int acknowledged,
      long settledMillis,
      long boundMillis) {}

  /**
   * A broken promise.
   *
   * @param checker which one
   * @param detail what was seen
   * @param virtualMicros when
   * @param lastLines the end of the trace
   * @param strikes numbers of the faults that struck before
   */
  public record Failure(
      String checker,
      String detail,
      long virtualMicros,
      List<String> lastLines,
      List<Integer> strikes) {
    /** Copies the lists. */
    public Failure {
      lastLines = List.copyOf(lastLines);
      strikes = List.copyOf(strikes);
    }
  }

  /** Whether every promise was kept. */
  public boolean passed() {
    return failure.isEmpty();
  }

  /** For people: what was drawn first; of a failure, the command that repeats it last. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(drawn);
    lines.add(
        "ran "
            + figures.virtualMillis()
            + " ms of virtual time: height "
            + figures.height()
            + ", view "
            + figures.highestView()
            + ", "
            + figures.transactions()
            + " transactions, "
            + figures.messages()
            + " messages ("
            + figures.lostMessages()
            + " lost), "
            + figures.faults()
            + " faults, "
            + figures.lies()
            + " lies");
    lines.add(
        "clients sent " + figures.submitted() + " and hold proof of " + figures.acknowledged());
    lines.add("trace " + traceHash);
    failure.ifPresentOrElse(
        f -> describe(f, lines),
        () ->
            lines.add(
                "passed; in order "
                    + figures.settledMillis()
                    + " ms after the repair, bound "
                    + figures.boundMillis()
                    + " ms"));
    return lines;
  }

  private void describe(Failure broken, List<String> lines) {
    lines.add("");
    broken.lastLines().forEach(line -> lines.add("  " + line));
    lines.add("");
    lines.add("FAILED: " + broken.checker() + " at " + broken.virtualMicros() + " us");
    lines.add(broken.detail());
    lines.add(options.command());
  }
}
