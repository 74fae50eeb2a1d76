package io.quorate.devnet.network;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one node's metrics say, out of the text form of Prometheus, as nodes write it. */
public final class Metrics {
  private static final Pattern LINE =
      Pattern.compile("([a-z0-9_]+)(?:\\{([^}]*)})? ([-+0-9.eEInfNa]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  private final Map<String, Map<String, Double>> values = new TreeMap<>();

  private Metrics() {}

  /** Reads the text; a line of another form is passed over. */
  public static Metrics parse(String text) {
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
  public OptionalDouble value(String name) {
    Double value = values.getOrDefault(name, Map.of()).get("");
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The values of a metric by one of its labels. */
  public Map<String, Double> by(String label, String name) {
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

  /**
   * The sum over all labels that contain {@code label}, as they stand between the braces; 0 when
   * there is no such sample.
   */
  public long sum(String name, String label) {
    return Math.round(
        values.getOrDefault(name, Map.of()).entrySet().stream()
            .filter(each -> each.getKey().contains(label))
            .mapToDouble(Map.Entry::getValue)
            .sum());
  }
}
