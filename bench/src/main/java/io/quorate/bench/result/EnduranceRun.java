package io.quorate.bench.result;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code bench/resilience} found, one engine after the other, perhaps on different days.
 *
 * @param parts in the order of their first measurement, one of an engine
 */
public record EnduranceRun(List<Part> parts) {
  /** Copies the list. */
  public EnduranceRun {
    parts = List.copyOf(parts);
  }

  /** What was found of each engine. */
  public List<Endurance> engines() {
    return parts.stream().map(Part::found).toList();
  }

  /** The same with this part in the place of an earlier one of its engine. */
  public EnduranceRun with(Part part) {
    List<Part> changed = new ArrayList<>(parts);
    changed.replaceAll(each -> each.found().engine().equals(part.found().engine()) ? part : each);
    if (!changed.contains(part)) {
      changed.add(part);
    }
    return new EnduranceRun(changed);
  }

  /** How one engine was measured, and what was found. */
  public record Part(Setting setting, Endurance found) {}

  /**
   * Where, when and how.
   *
   * @param date when it began
   * @param machine processor, memory, system and JVM, for people
   * @param commit of the software
   * @param command as it was typed
   * @param loadAverage of the machine before it
   * @param plan its parameters
   */
  public record Setting(
      String date, String machine, String commit, String command, double loadAverage, Plan plan) {}

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
