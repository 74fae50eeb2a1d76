package io.quorate.bench.report;

import java.util.List;
import java.util.Locale;

/** Numbers as people read them, and the statistics of a few of them. */
final class Numbers {
  private static final double WHOLE_FROM = 100;

  private Numbers() {}

  /** Without decimals from 100 on, with one below. */
  static String show(double value) {
    return String.format(Locale.ROOT, value >= WHOLE_FROM ? "%,.0f" : "%.1f", value);
  }

  /** With two decimals. */
  static String fine(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** The middle one, or the mean of the two in the middle; of at least one value. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The greatest; of at least one value. */
  static double greatest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
