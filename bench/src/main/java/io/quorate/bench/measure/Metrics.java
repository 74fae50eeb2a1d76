package io.quorate.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** What one node's metrics said at one moment, from the Prometheus text format. */
record Metrics(List<Line> lines) {

  /**
   * One sample.
   *
   * @param name of the metric
   * @param labels between the braces, as they stand there; empty when there are none
   * @param value its value
   */
  record Line(String name, String labels, double value) {}

  /** Copies the list. */
  Metrics {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the text; comments and lines that are no samples are skipped. Exemplars and timestamps
   * are not expected: the nodes write none.
   */
  static Metrics parse(String text) {
    List<Line> lines = new ArrayList<>();
    text.lines().filter(line -> !line.startsWith("#")).forEach(line -> addSample(line, lines));
    return new Metrics(lines);
  }

  /** The sum over all labels that contain {@code label}; 0 when there is no such sample. */
  long sum(String name, String label) {
    return Math.round(
        lines.stream()
            .filter(line -> line.name().equals(name) && line.labels().contains(label))
            .mapToDouble(Line::value)
            .sum());
  }

  private static void addSample(String line, List<Line> lines) {
    int space = line.lastIndexOf(' ');
    if (space < 1) {
      return;
    }
    String key = line.substring(0, space);
    int brace = key.indexOf('{');
    String name = brace < 0 ? key : key.substring(0, brace);
    String labels = brace < 0 ? "" : key.substring(brace + 1, key.length() - 1);
    lines.add(new Line(name, labels, Double.parseDouble(line.substring(space + 1))));
  }
}
