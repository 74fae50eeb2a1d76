package io.quorate.devnet.scenario;

import java.util.List;
import java.util.Locale;

/**
 * How a scenario went.
 *
 * @param events what was done, with its time
 * @param reads answered reads
 * @param writes acknowledged writes
 * @param unknown writes without an answer
 * @param checks what had to hold
 */
public record ScenarioReport(
    List<Done> events, int reads, int writes, int unknown, List<Check> checks) {
  private static final double MILLIS = 1_000;

  /**
   * One fault.
   *
   * @param atMillis when it was in force, from the begin of the load
   */
  public record Done(long atMillis, String what) {}

  /**
   * One thing that had to hold.
   *
   * @param holds whether it does
   * @param detail what was found, as a sentence
   */
  public record Check(String name, boolean holds, String detail) {}

  /** Copies the lists. */
  public ScenarioReport {
    events = List.copyOf(events);
    checks = List.copyOf(checks);
  }

  /** Whether all held. */
  public boolean passed() {
    return checks.stream().allMatch(Check::holds);
  }

  /** For people. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (Done event : events) {
      out.append(
          String.format(Locale.ROOT, "%7.1f s  %s%n", event.atMillis() / MILLIS, event.what()));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "%n%d writes acknowledged, %d without an answer, %d reads%n",
            writes,
            unknown,
            reads));
    for (Check check : checks) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-5s %s: %s%n",
              check.holds() ? "ok" : "FAIL",
              check.name(),
              check.detail()));
    }
    return out.append(passed() ? "all held" : "not all held").toString();
  }
}
