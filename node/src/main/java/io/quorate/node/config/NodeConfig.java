package io.quorate.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node's process parameters, from one YAML file. What all replicas must agree on is in the
 * genesis instead. Relative paths are relative to the file's folder.
 *
 * @param name this node's name in the genesis
 * @param genesis the genesis file
 * @param key the file of its vote key
 * @param networkKey the file of its TLS key
 * @param dataDir where it stores everything
 * @param listen where peers connect
 * @param api where clients connect
 * @param peers where the other validators listen
 * @param logLevel of its logs
 * @param verificationThreads threads that decode and verify
 * @param application the jar of the application that the genesis names, unless it is a bundled one
 * @param passphraseFile the file of the passphrase that opens both keys, if they are encrypted
 */
public record NodeConfig(
    String name,
    Path genesis,
    Path key,
    Path networkKey,
    Path dataDir,
    HostPort listen,
    HostPort api,
    List<Peer> peers,
    String logLevel,
    int verificationThreads,
    Optional<Path> application,
    Optional<Path> passphraseFile) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> KEYS =
      new LinkedHashSet<>(
          List.of(
              "name",
              "genesis",
              "key",
              "networkKey",
              "dataDir",
              "listen",
              "api",
              "peers",
              "logLevel",
              "verificationThreads",
              "application",
              "passphraseFile"));
  private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");

  /**
   * Where another validator listens.
   *
   * @param name its name in the genesis
   * @param address its peer address
   */
  public record Peer(String name, HostPort address) {}

  /** Copies the list. */
  public NodeConfig {
    peers = List.copyOf(peers);
  }

  /**
   * Reads and checks a file.
   *
   * @throws ConfigException naming the key that is wrong and what it must be
   */
  public static NodeConfig read(Path file) throws ConfigException {
    try {
      return parse(file, YAML.readTree(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "configuration " + file + " does not exist; give its path with --config");
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "configuration " + file + " is not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ConfigException("cannot read configuration " + file + ": " + e);
    }
  }

  private static NodeConfig parse(Path file, JsonNode root) throws ConfigException {
    if (!root.isObject()) {
      throw new ConfigException(
          file + " is not a list of keys; it needs " + String.join(", ", KEYS));
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!KEYS.contains(entry.getKey())) {
        throw new ConfigException(
            file + ": unknown key '" + entry.getKey() + "'; known are " + String.join(", ", KEYS));
      }
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    HostPort listen = HostPort.parse(file + ": listen", text(file, root, "listen"));
    HostPort api = HostPort.parse(file + ": api", text(file, root, "api"));
    if (listen.equals(api) && api.port() != 0) {
      throw new ConfigException(
          file + ": listen and api are both " + api + "; they need different ports");
    }
    return new NodeConfig(
        text(file, root, "name"),
        folder.resolve(text(file, root, "genesis")).normalize(),
        folder.resolve(text(file, root, "key")).normalize(),
        folder.resolve(text(file, root, "networkKey")).normalize(),
        folder.resolve(text(file, root, "dataDir")).normalize(),
        listen,
        api,
        peers(file, root),
        level(file, root),
        threads(file, root),
        root.has("application")
            ? Optional.of(folder.resolve(text(file, root, "application")).normalize())
            : Optional.empty(),
        root.has("passphraseFile")
            ? Optional.of(folder.resolve(text(file, root, "passphraseFile")).normalize())
            : Optional.empty());
  }

  private static List<Peer> peers(Path file, JsonNode root) throws ConfigException {
    JsonNode list = root.path("peers");
    if (!list.isArray()) {
      throw new ConfigException(file + ": peers is not a list of {name, address}");
    }
    List<Peer> peers = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode each : list) {
      String at = file + ": peers[" + peers.size() + "]";
      if (!each.path("name").isTextual() || !each.path("address").isTextual()) {
        throw new ConfigException(at + " needs the keys name and address");
      }
      if (!names.add(each.path("name").asText())) {
        throw new ConfigException(at + ": peer " + each.path("name").asText() + " is listed twice");
      }
      peers.add(
          new Peer(
              each.path("name").asText(),
              HostPort.parse(at + ".address", each.path("address").asText())));
    }
    return peers;
  }

  private static String level(Path file, JsonNode root) throws ConfigException {
    String level = root.path("logLevel").asText("info").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw new ConfigException(
          file + ": logLevel is '" + level + "'; it is one of " + String.join(", ", LEVELS));
    }
    return level;
  }

  private static int threads(Path file, JsonNode root) throws ConfigException {
    JsonNode value = root.path("verificationThreads");
    if (value.isMissingNode()) {
      return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16);
    }
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > 64) {
      throw new ConfigException(
          file + ": verificationThreads is " + value + "; it must be a number from 1 to 64");
    }
    return value.asInt();
  }

  private static String text(Path file, JsonNode root, String key) throws ConfigException {
    JsonNode value = root.path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new ConfigException(file + ": " + key + " is missing; it needs a text");
    }
    return value.asText();
  }
}
