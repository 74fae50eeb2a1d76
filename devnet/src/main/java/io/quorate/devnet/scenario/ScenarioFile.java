package io.quorate.devnet.scenario;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.devnet.network.DevnetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Scenarios as YAML. */
public final class ScenarioFile {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> KEYS =
      Set.of(
          "nodes",
          "engine",
          "clients",
          "keys",
          "seconds",
          "timeline",
          "commitsWithinSeconds",
          "writesAtLeast",
          "epochLength");
  private static final double MILLIS = 1_000;

  private final Path file;

  private ScenarioFile(Path file) {
    this.file = file;
  }

  /** Reads and checks a file. */
  public static Scenario read(Path file) throws DevnetException {
    try {
      return new ScenarioFile(file).parse(YAML.readTree(Files.readString(file)));
    } catch (JacksonException e) {
      throw new DevnetException(file + " is not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DevnetException("cannot read " + file + ": " + e, e);
    }
  }

  /** The file of a scenario. */
  public static String write(Scenario scenario) {
    StringBuilder out = new StringBuilder();
    out.append("nodes: ").append(scenario.nodes());
    out.append("\nengine: ").append(scenario.engine().label());
    out.append("\nclients: ").append(scenario.clients());
    out.append("\nkeys: ").append(scenario.keys());
    out.append("\nseconds: ").append(scenario.seconds());
    out.append("\ncommitsWithinSeconds: ").append(scenario.commitsWithinSeconds());
    out.append("\nwritesAtLeast: ").append(scenario.writesAtLeast());
    out.append("\nepochLength: ").append(scenario.epochLength());
    out.append("\ntimeline:").append(scenario.timeline().isEmpty() ? " []\n" : "\n");
    for (Scenario.Event event : scenario.timeline()) {
      out.append(
          String.format(
              Locale.ROOT,
              "  - { at: %.1f, %s: \"%s\" }%n",
              event.atMillis() / MILLIS,
              event instanceof Scenario.Fault ? "fault" : "expect",
              event.text()));
    }
    return out.toString();
  }

  private Scenario parse(JsonNode root) throws DevnetException {
    if (!root.isObject()) {
      throw wrong("it needs the keys " + String.join(", ", KEYS.stream().sorted().toList()));
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!KEYS.contains(entry.getKey())) {
        throw wrong("unknown key '" + entry.getKey() + "'");
      }
    }
    String label = root.path("engine").asText(EngineKind.HOTSTUFF.label());
    EngineKind engine =
        EngineKind.ofLabel(label).orElseThrow(() -> wrong("there is no engine '" + label + "'"));
    int seconds = number(root, "seconds", 20, 1, 3_600);
    return new Scenario(
        number(root, "nodes", 4, 4, 99),
        engine,
        number(root, "clients", 6, 1, 64),
        number(root, "keys", 8, 1, 10_000),
        seconds,
        timeline(root.path("timeline"), seconds),
        number(root, "commitsWithinSeconds", 10, 1, 600),
        number(root, "writesAtLeast", 0, 0, 10_000_000),
        number(
            root,
            "epochLength",
            (int) ChainParameters.DEFAULT_EPOCH_LENGTH,
            (int) ChainParameters.SHORTEST_EPOCH,
            10_000_000));
  }

  private List<Scenario.Event> timeline(JsonNode list, int seconds) throws DevnetException {
    List<Scenario.Event> events = new ArrayList<>();
    double last = 0;
    for (JsonNode each : list) {
      double at = each.path("at").asDouble(-1);
      if (at < last || at > seconds) {
        throw wrong(
            "timeline["
                + events.size()
                + "] needs a time at which it happens, in order and at most "
                + seconds
                + " seconds");
      }
      last = at;
      events.add(event(each, Math.round(at * MILLIS), events.size()));
    }
    return events;
  }

  private Scenario.Event event(JsonNode each, long atMillis, int number) throws DevnetException {
    String fault = each.path("fault").asText("").strip();
    String expect = each.path("expect").asText("").strip();
    if (fault.isEmpty() == expect.isEmpty()) {
      throw wrong("timeline[" + number + "] needs either a fault or what to expect");
    }
    if (expect.isEmpty()) {
      return new Scenario.Fault(atMillis, Arrays.asList(fault.split("\\s+", -1)));
    }
    for (Scenario.Progress progress : Scenario.Progress.values()) {
      if (progress.name().toLowerCase(Locale.ROOT).equals(expect)) {
        return new Scenario.Expect(atMillis, progress);
      }
    }
    throw wrong("timeline[" + number + "] expects '" + expect + "'; it is commits or rests");
  }

  private int number(JsonNode root, String key, int otherwise, int low, int high)
      throws DevnetException {
    JsonNode value = root.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isInt() || value.asInt() < low || value.asInt() > high) {
      throw wrong(key + " is " + value + "; it must be a number from " + low + " to " + high);
    }
    return value.asInt();
  }

  private DevnetException wrong(String reason) {
    return new DevnetException(file + ": " + reason);
  }
}
