package io.quorate.api.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Proved;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SparseMerkleProof;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The proof file: a receipt or an entry of the state with everything that proves it, as JSON whose
 * values are the canonical forms in hexadecimal. A proof has exactly one file: what differs from it
 * in a single bit is refused, even where the difference would mean nothing. The digest at its end
 * is SHA-256 of the file without it. It protects nobody from a liar, as the certificate does, but
 * from accidents that would turn a proof of one true sentence into a proof of another: where one
 * key is absent, so is its neighbour.
 *
 * <p>Reading checks the form alone; {@link Proved#verify} checks the proof. Thread-safe.
 */
public final class ProofJson {
  private static final int FORMAT = 1;
  private static final long MAX_FILE_BYTES = 64L << 20;
  private static final String RECEIPT = "receipt";
  private static final String STATE = "state";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ProofJson() {}

  /**
   * Reads a proof file.
   *
   * @throws ProofException naming the file and what is wrong with it
   */
  public static Proved read(Path file) throws ProofException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new ProofException("it is larger than " + MAX_FILE_BYTES + " bytes");
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ProofException("there is no proof file " + file, e);
    } catch (CharacterCodingException e) {
      throw new ProofException("proof file " + file + ": not a text", e);
    } catch (IOException e) {
      throw new ProofException("cannot read proof file " + file + ": " + e, e);
    } catch (ProofException e) {
      throw new ProofException("proof file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the content of a proof file.
   *
   * @throws ProofException naming what is wrong with it
   */
  public static Proved parse(String json) throws ProofException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ProofException("not valid JSON: " + e.getOriginalMessage(), e);
    }
    if (root.path("format").asInt() != FORMAT) {
      throw new ProofException("not a proof file of format " + FORMAT);
    }
    Proved proved =
        switch (root.path("proves").asText()) {
          case RECEIPT -> receipt(root);
          case STATE -> state(root);
          default ->
              throw new ProofException("it proves neither a receipt nor an entry of the state");
        };
    if (!write(proved).equals(json)) {
      throw new ProofException(
          "not in the one form of its proof; it was changed after it was written");
    }
    return proved;
  }

  /** The content of the proof's file, ending with a line feed. */
  public static String write(Proved proved) {
    ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
    switch (proved) {
      case ProvedReceipt receipt -> {
        root.put("proves", RECEIPT);
        root.put("receipt", receipt.receipt().encoded().toHex());
        root.put("path", receipt.path().smallest().encode().toHex());
      }
      case ProvedState state -> {
        root.put("proves", STATE);
        root.put("key", state.key().toHex());
        state.value().ifPresent(value -> root.put("value", value.toHex()));
        root.put("path", state.path().encode().toHex());
      }
    }
    root.put("certificate", proved.certificate().encoded().toHex());
    return text(root.put("digest", Sha256.hash(Bytes.utf8(text(root))).toHex()));
  }

  private static String text(ObjectNode root) {
    try {
      return JSON.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory is always writable", e);
    }
  }

  private static ProvedReceipt receipt(JsonNode root) throws ProofException {
    return new ProvedReceipt(
        decoded("receipt", Receipt.decode(bytes(root, "receipt"))),
        present("path", MerkleProof.decode(bytes(root, "path"))),
        certificate(root));
  }

  private static ProvedState state(JsonNode root) throws ProofException {
    return new ProvedState(
        bytes(root, "key"),
        root.has("value") ? Optional.of(bytes(root, "value")) : Optional.empty(),
        present("path", SparseMerkleProof.decode(bytes(root, "path"))),
        certificate(root));
  }

  private static FinalityCertificate certificate(JsonNode root) throws ProofException {
    return decoded("certificate", FinalityCertificate.decode(bytes(root, "certificate")));
  }

  private static Bytes bytes(JsonNode root, String key) throws ProofException {
    JsonNode value = root.path(key);
    if (!value.isTextual()) {
      throw new ProofException(key + " is missing");
    }
    try {
      return Bytes.fromHex(value.textValue());
    } catch (IllegalArgumentException e) {
      throw new ProofException(key + " is not hexadecimal: " + e.getMessage(), e);
    }
  }

  private static <T> T present(String key, Optional<T> decoded) throws ProofException {
    return decoded.orElseThrow(() -> new ProofException(key + " is malformed"));
  }

  private static <T> T decoded(String key, Decoded<T> decoded) throws ProofException {
    return switch (decoded) {
      case Decoded.Ok<T>(T value) -> value;
      case Decoded.Malformed<T> malformed ->
          throw new ProofException(key + " is malformed: " + malformed.reason());
    };
  }
}
