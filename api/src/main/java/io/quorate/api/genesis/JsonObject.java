package io.quorate.api.genesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file, which knows its path and which of its keys were read. Not thread-safe.
 */
final class JsonObject {
  private final String path;
  private final JsonNode node;
  private final Set<String> read = new LinkedHashSet<>();

  private JsonObject(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  static JsonObject of(String path, JsonNode node) throws GenesisException {
    if (!node.isObject()) {
      throw new GenesisException(
          (path.isEmpty() ? "the file" : path) + " is not a JSON object; write { ... }");
    }
    return new JsonObject(path, node);
  }

  String text(String key) throws GenesisException {
    JsonNode value = value(key);
    if (!value.isTextual()) {
      throw fault(key, "is not a text; write it in double quotes");
    }
    return value.textValue();
  }

  Bytes hex(String key) throws GenesisException {
    String text = text(key);
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw fault(key, "is not hexadecimal: " + e.getMessage());
    }
  }

  int int32(String key) throws GenesisException {
    return (int) integer(key, 0, Integer.MAX_VALUE);
  }

  long int64(String key) throws GenesisException {
    return integer(key, 0, Long.MAX_VALUE);
  }

  long integer(String key, long low, long high) throws GenesisException {
    JsonNode value = value(key);
    if (!value.isIntegralNumber()) {
      throw fault(key, "is not a whole number; write digits without quotes");
    }
    if (!value.canConvertToLong() || value.longValue() < low || value.longValue() > high) {
      throw fault(key, "is " + value.asText() + "; it must be " + low + " to " + high);
    }
    return value.longValue();
  }

  JsonObject object(String key) throws GenesisException {
    return of(pathOf(key), value(key));
  }

  List<JsonObject> objects(String key) throws GenesisException {
    JsonNode value = value(key);
    if (!value.isArray()) {
      throw fault(key, "is not a list; write [ ... ]");
    }
    List<JsonObject> items = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      items.add(of(pathOf(key) + "[" + items.size() + "]", item));
    }
    return items;
  }

  /** Refuses keys that nobody asked for: a misspelt key must not pass for a default. */
  void nothingElse() throws GenesisException {
    for (var entry : node.properties()) {
      if (!read.contains(entry.getKey())) {
        throw fault(
            entry.getKey(),
            "is not a key of a genesis file; remove it, or correct its spelling to one of " + read);
      }
    }
  }

  GenesisException fault(String key, String sentence) {
    return new GenesisException(pathOf(key) + " " + sentence);
  }

  private JsonNode value(String key) throws GenesisException {
    read.add(key);
    @Nullable JsonNode value = node.get(key);
    if (value == null) {
      throw fault(key, "is missing; every key of a genesis file is required");
    }
    return value;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
