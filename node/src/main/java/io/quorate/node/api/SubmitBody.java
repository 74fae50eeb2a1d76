package io.quorate.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quorate.api.ErrorCode;
import io.quorate.crypto.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/transactions}.
 *
 * @param transaction the canonical transaction
 * @param untilFinal whether to wait for the receipt
 * @param timeoutMillis how long, 0 for the default
 */
record SubmitBody(Bytes transaction, boolean untilFinal, long timeoutMillis) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static SubmitBody parse(String body) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw malformed("the body is not valid JSON: " + e.getOriginalMessage());
    }
    if (!tree.isObject()) {
      throw malformed(
          "the body is not a JSON object; send {\"transaction\": \"<hexadecimal>\", \"wait\": \"final\"}");
    }
    for (var entry : tree.properties()) {
      switch (entry.getKey()) {
        case "transaction", "wait", "timeoutMillis" -> {}
        default ->
            throw malformed("\"" + entry.getKey() + "\" is not a key of this request; remove it");
      }
    }
    return new SubmitBody(
        transaction(tree.get("transaction")),
        untilFinal(tree.get("wait")),
        timeout(tree.get("timeoutMillis")));
  }

  private static Bytes transaction(@Nullable JsonNode node) {
    if (node == null || !node.isTextual()) {
      throw malformed(
          "\"transaction\" is missing or not a text; send the signed transaction in hexadecimal");
    }
    try {
      return Bytes.fromHex(node.textValue());
    } catch (IllegalArgumentException e) {
      throw malformed("\"transaction\" is not hexadecimal: " + e.getMessage());
    }
  }

  private static boolean untilFinal(@Nullable JsonNode node) {
    if (node == null) {
      return true;
    }
    return switch (node.asText()) {
      case "final" -> true;
      case "admitted" -> false;
      default -> throw malformed("\"wait\" is " + node + "; choose \"final\" or \"admitted\"");
    };
  }

  private static long timeout(@Nullable JsonNode node) {
    if (node == null) {
      return 0;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw malformed("\"timeoutMillis\" is " + node + "; write a whole number of milliseconds");
    }
    return node.longValue();
  }

  private static ApiException malformed(String message) {
    return new ApiException(ErrorCode.MALFORMED, message);
  }
}
