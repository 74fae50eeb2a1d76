package io.quorate.simulator;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is left away of a run that a seed draws, so that a failure can be shown with as little
 * around it as possible. Everything else stays as it was drawn.
 *
 * @param without names of what is left away; see {@link Part} and {@link Fault}, and {@code
 *     strike-N} for a single fault, {@code liar-N} for what node N lies, {@code N-STRATEGY} for one
 *     of its lies
 * @param faultMillis the first phase ends after so long; empty for as long as drawn
 */
public record Reduction(SortedSet<String> without, OptionalLong faultMillis) {
  /** Nothing is left away. */
  public static final Reduction NONE = new Reduction(new TreeSet<>(), OptionalLong.empty());

  private static final String STRIKE = "strike-";
  private static final String LIAR = "liar-";

  /** Trouble that is not a fault of its own. */
  enum Part {
    /** Messages that never arrive. */
    DROPS,
    /** Messages that arrive twice. */
    DUPLICATES,
    /** Messages that take far longer. */
    SPIKES,
    /** Messages that overtake one another. */
    REORDERING,
    /** What clients send that they should not. */
    GARBAGE,
    /** All clients but one. */
    CLIENTS,
    /** Clocks that differ. */
    CLOCK_SKEW,
    /** Executions that take long. */
    SLOW_EXECUTION,
    /** Disks that take long. */
    SLOW_DISKS,
    /** Nodes that stay dead. */
    DEATHS,
    /** Small limits of the mempool and the chain. */
    SMALL_LIMITS,
    /** Epochs that end within the run. */
    SHORT_EPOCHS;

    String label() {
      return Reduction.label(this);
    }
  }

  /** Copies the set. */
  public Reduction {
    without = new TreeSet<>(without);
  }

  /**
   * Reads names, as {@link #arguments} writes them.
   *
   * @throws IllegalArgumentException naming the first that means nothing
   */
  public static Reduction of(List<String> names, OptionalLong faultMillis) {
    for (String name : names) {
      boolean known =
          name.matches("(strike|liar)-[0-9]{1,9}|[0-9]{1,9}-[a-z-]+")
              || List.of(Part.values()).stream().anyMatch(part -> part.label().equals(name))
              || List.of(Fault.values()).stream().anyMatch(fault -> label(fault).equals(name));
      if (!known) {
        throw new IllegalArgumentException("nothing is called '" + name + "' that a run has");
      }
    }
    return new Reduction(new TreeSet<>(names), faultMillis);
  }

  /** Whether nothing is left away. */
  boolean none() {
    return without.isEmpty() && faultMillis.isEmpty();
  }

  boolean has(Part part) {
    return without.contains(part.label());
  }

  boolean has(Fault fault) {
    return without.contains(label(fault));
  }

  boolean hasStrike(int number) {
    return without.contains(strike(number));
  }

  boolean hasLiar(int node) {
    return without.contains(liar(node));
  }

  boolean hasLie(int node, String strategy) {
    return without.contains(lie(node, strategy));
  }

  /** The same, and that as well. */
  Reduction and(List<String> more) {
    SortedSet<String> all = new TreeSet<>(without);
    all.addAll(more);
    return new Reduction(all, faultMillis);
  }

  /** The same with an earlier end of the first phase. */
  Reduction until(long millis) {
    return new Reduction(without, OptionalLong.of(millis));
  }

  /** The options that ask for this, each with a space before it. */
  String arguments() {
    StringBuilder text = new StringBuilder();
    if (!without.isEmpty()) {
      text.append(" --without ").append(String.join(",", without));
    }
    faultMillis.ifPresent(millis -> text.append(" --faults-for ").append(millis));
    return text.toString();
  }

  static String strike(int number) {
    return STRIKE + number;
  }

  static String liar(int node) {
    return LIAR + node;
  }

  static String lie(int node, String strategy) {
    return node + "-" + strategy;
  }

  /** The name of a constant on command lines. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
