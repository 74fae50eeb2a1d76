package io.quorate.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table in Markdown: some columns of text, then columns of numbers. */
final class Table {
  private final List<String> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param texts how many of its columns are text
   */
  Table(int texts, List<String> heads) {
    rows.add(row(heads));
    rows.add(
        row(
            IntStream.range(0, heads.size())
                .mapToObj(column -> column < texts ? "---" : "---:")
                .toList()));
  }

  void add(List<String> cells) {
    rows.add(row(cells));
  }

  /** The lines, with an empty one after them. */
  String text() {
    return String.join("\n", rows) + "\n\n";
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
