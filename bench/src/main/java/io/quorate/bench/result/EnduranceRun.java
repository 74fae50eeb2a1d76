package io.quorate.bench.result;

import java.util.List;

/**
 * A whole run of {@code bench/resilience}.
 *
 * @param date when it began
 * @param machine processor, memory, system and JVM, for people
 * @param commit of the software
 * @param command as it was typed
 * @param loadAverage of the machine before it
 * @param plan its parameters
 * @param engines in the order of their measurement
 */
public record EnduranceRun(
    String date,
    String machine,
    String commit,
    String command,
    double loadAverage,
    Plan plan,
    List<Endurance> engines) {
  /** Copies the list. */
  public EnduranceRun {
    engines = List.copyOf(engines);
  }

  /**
   * What is done.
   *
   * @param tries kills and partitions
   * @param returns returns of a quorum
   * @param awaySeconds how long it is away before
   * @param spanSeconds of each span of saturated load
   * @param clients of these
   * @param behindSeconds how long a node is away that then catches up
   * @param soakSeconds of load at a fixed rate
   * @param soakRate transactions per second of it
   */
  public record Plan(
      int tries,
      int returns,
      int awaySeconds,
      int spanSeconds,
      int clients,
      int behindSeconds,
      int soakSeconds,
      int soakRate) {}
}
