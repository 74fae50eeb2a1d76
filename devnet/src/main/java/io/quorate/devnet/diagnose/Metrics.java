package io.quorate.devnet.diagnose;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values out of the text form of Prometheus, as nodes write it. */
final class Metrics {
  private static final Pattern LINE =
      Pattern.compile("([a-z0-9_]+)(?:\\{([^}]*)})? ([-+0-9.eEInfNa]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  private final Map<String, Map<String, Double>> values = new TreeMap<>();

  private Metrics() {}

  /** Reads the text; a line of another form is passed over. */
  static Metrics parse(String text) {
    Metrics metrics = new Metrics();
    text.lines().forEach(metrics::add);
    return metrics;
  }

  private void add(String line) {
    Matcher matcher = LINE.matcher(line);
    if (matcher.matches()) {
      String labels = matcher.group(2) == null ? "" : matcher.group(2);
      values
          .computeIfAbsent(matcher.group(1), _ -> new TreeMap<>())
          .put(labels, Double.valueOf(matcher.group(3)));
    }
  }

  /** The value of a metric without labels. */
  OptionalDouble value(String name) {
    Double value = values.getOrDefault(name, Map.of()).get("");
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The values of a metric by one of its labels. */
  Map<String, Double> by(String label, String name) {
    Map<String, Double> found = new TreeMap<>();
    values
        .getOrDefault(name, Map.of())
        .forEach((labels, value) -> {
          Matcher matcher = LABEL.matcher(labels);
          while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
              found.put(matcher.group(2), value);
            }
          }
        });
    return found;
  }
}
