package io.quorate.devnet.fault;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The folder through which a network's commands and one of its nodes talk about faults: {@code
 * faults.json} says which ones the node is to have, {@code applied} the latest revision that it has
 * taken up, {@code seed} what its lines draw losses from. Whoever writes one of them puts it in its
 * place whole.
 *
 * @param folder an existing folder that both may write to
 */
public record FaultFile(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the node is to have; {@link NodeFaults#NONE} where nothing was ever said. */
  public NodeFaults read() throws IOException {
    try {
      return parse(Files.readAllBytes(faults()));
    } catch (NoSuchFileException e) {
      return NodeFaults.NONE;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(faults() + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Says what the node is to have. */
  public void write(NodeFaults faults) throws IOException {
    replace(faults(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(faults)));
  }

  /** The latest revision that the node has taken up; -1 where it never did. */
  public long applied() throws IOException {
    try {
      return Long.parseLong(Files.readString(acknowledgement()).strip());
    } catch (NoSuchFileException | NumberFormatException e) {
      return -1;
    }
  }

  /** What the node's lines draw their losses from; empty where nothing was ever said. */
  public OptionalLong seed() throws IOException {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(seedFile()).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new IOException(seedFile() + " holds no number", e);
    }
  }

  /** Says what the node's lines are to draw from, from its next start on. */
  public void seed(long seed) throws IOException {
    replace(seedFile(), String.valueOf(seed));
  }

  /** The node has taken that revision up. */
  void acknowledge(long revision) throws IOException {
    replace(acknowledgement(), String.valueOf(revision));
  }

  /** The form for programs. */
  public static ObjectNode json(NodeFaults faults) {
    ObjectNode json = JSON.createObjectNode();
    json.put("revision", faults.revision());
    var lies = json.putArray("byzantine");
    faults.lies().forEach(lie -> lies.add(lie.label()));
    json.put("skewMillis", faults.skewMillis());
    json.put("diskFull", faults.diskFull());
    json.put("diskSlowMillis", faults.diskSlowMillis());
    var cut = json.putArray("cut");
    faults.cut().forEach(cut::add);
    ObjectNode lines = json.putObject("links");
    faults
        .lines()
        .forEach((to, line) ->
            lines
                .putObject(to)
                .put("delayMillis", line.delayMillis())
                .put("jitterMillis", line.jitterMillis())
                .put("lossPercent", line.lossPercent())
                .put("duplicatePercent", line.duplicatePercent())
                .put("rateMbit", line.rateMbit()));
    return json;
  }

  private static NodeFaults parse(byte[] content) throws IOException {
    JsonNode json = JSON.readTree(content);
    List<LieKind> lies = new ArrayList<>();
    for (JsonNode label : json.path("byzantine")) {
      lies.add(
          LieKind.ofLabel(label.asText())
              .orElseThrow(() -> new IllegalArgumentException("no strategy " + label.asText())));
    }
    SortedSet<String> cut = new TreeSet<>();
    json.path("cut").forEach(name -> cut.add(name.asText()));
    SortedMap<String, LineFault> lines = new TreeMap<>();
    json.path("links")
        .properties()
        .forEach(line -> lines.put(line.getKey(), line(line.getValue())));
    return new NodeFaults(
        json.path("revision").asLong(),
        lies,
        json.path("skewMillis").asLong(),
        json.path("diskFull").asBoolean(),
        json.path("diskSlowMillis").asLong(),
        cut,
        lines);
  }

  private static LineFault line(JsonNode json) {
    return new LineFault(
        json.path("delayMillis").asLong(),
        json.path("jitterMillis").asLong(),
        json.path("lossPercent").asDouble(),
        json.path("duplicatePercent").asDouble(),
        json.path("rateMbit").asDouble());
  }

  private Path faults() {
    return folder.resolve("faults.json");
  }

  private Path acknowledgement() {
    return folder.resolve("applied");
  }

  private Path seedFile() {
    return folder.resolve("seed");
  }

  private static void replace(Path file, String content) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(draft, (content + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
