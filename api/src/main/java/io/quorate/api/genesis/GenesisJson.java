package io.quorate.api.genesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The genesis file. Every key is required and no other is allowed, so that two people who read one
 * file see one chain; bytes are hexadecimal. What is written and read back is equal, and so has the
 * same chain id.
 *
 * <p>Only form and ranges are checked here; call {@link Genesis#check} for keys and possessions.
 * Thread-safe.
 */
public final class GenesisJson {
  private static final long FORMAT = 1;
  private static final long MAX_FILE_BYTES = 16L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private GenesisJson() {}

  /**
   * Reads a genesis file.
   *
   * @throws GenesisException naming the file and what is wrong with it
   */
  public static Genesis read(Path file) throws GenesisException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new GenesisException(
            "genesis file " + file + " is larger than " + MAX_FILE_BYTES + " bytes");
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new GenesisException(
          "there is no genesis file " + file + "; name the file that the network was started from",
          e);
    } catch (IOException e) {
      throw new GenesisException("cannot read genesis file " + file + ": " + e, e);
    } catch (GenesisException e) {
      throw new GenesisException("genesis file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the content of a genesis file.
   *
   * @throws GenesisException naming the key and what is wrong with it
   */
  public static Genesis parse(String json) throws GenesisException {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new GenesisException("not valid JSON: " + e.getOriginalMessage() + at(e), e);
    }
    JsonObject root = JsonObject.of("", tree);
    long format = root.integer("format", 0, Long.MAX_VALUE);
    if (format != FORMAT) {
      throw new GenesisException("format is " + format + "; this version reads format " + FORMAT);
    }
    SchemeId scheme = scheme(root);
    Genesis genesis =
        new Genesis(
            root.text("name"),
            root.integer("timeMillis", 0, Long.MAX_VALUE),
            engine(root),
            scheme,
            parameters(root.object("parameters")),
            validators(root, scheme),
            root.text("application"),
            root.hex("applicationState"));
    root.nothingElse();
    return genesis;
  }

  /** The content of a genesis file, ending with a line feed. */
  public static String write(Genesis genesis) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("name", genesis.name());
    root.put("timeMillis", genesis.timeMillis());
    root.put("engine", genesis.engine().label());
    root.put("scheme", genesis.scheme().label());
    ChainParameters parameters = genesis.parameters();
    root.putObject("parameters")
        .put("maxTransactionBytes", parameters.maxTransactionBytes())
        .put("maxBlockBytes", parameters.maxBlockBytes())
        .put("maxBlockTransactions", parameters.maxBlockTransactions())
        .put("maxExpiryHeights", parameters.maxExpiryHeights())
        .put("executionLag", parameters.executionLag())
        .put("baseTimeoutMillis", parameters.baseTimeoutMillis())
        .put("maxTimeoutMillis", parameters.maxTimeoutMillis())
        .put("maxClockDriftMillis", parameters.maxClockDriftMillis())
        .put("epochLength", parameters.epochLength());
    var validators = root.putArray("validators");
    for (Validator validator : genesis.validators()) {
      validators
          .addObject()
          .put("name", validator.name())
          .put("key", validator.key().bytes().toHex())
          .put("possession", validator.possession().bytes().toHex())
          .put("networkKey", validator.networkKey().toHex())
          .put("power", validator.power());
    }
    root.put("application", genesis.application());
    root.put("applicationState", genesis.applicationState().toHex());
    return pretty(root);
  }

  private static SchemeId scheme(JsonObject root) throws GenesisException {
    String label = root.text("scheme");
    return SchemeId.ofLabel(label)
        .orElseThrow(
            () -> new GenesisException("scheme is \"" + label + "\"; choose ed25519 or bls12-381"));
  }

  private static EngineKind engine(JsonObject root) throws GenesisException {
    String label = root.text("engine");
    return EngineKind.ofLabel(label)
        .orElseThrow(() ->
            new GenesisException(
                "engine is \"" + label + "\"; choose pbft, hotstuff or tendermint"));
  }

  private static ChainParameters parameters(JsonObject object) throws GenesisException {
    try {
      ChainParameters parameters =
          new ChainParameters(
              object.int32("maxTransactionBytes"),
              object.int32("maxBlockBytes"),
              object.int32("maxBlockTransactions"),
              object.int64("maxExpiryHeights"),
              object.int32("executionLag"),
              object.int64("baseTimeoutMillis"),
              object.int64("maxTimeoutMillis"),
              object.int64("maxClockDriftMillis"),
              object.int64("epochLength"));
      object.nothingElse();
      return parameters;
    } catch (IllegalArgumentException e) {
      throw new GenesisException("parameters." + e.getMessage(), e);
    }
  }

  private static List<Validator> validators(JsonObject root, SchemeId scheme)
      throws GenesisException {
    List<Validator> validators = new ArrayList<>();
    for (JsonObject object : root.objects("validators")) {
      Bytes key = object.hex("key");
      if (key.size() != scheme.publicKeySize()) {
        throw object.fault(
            "key",
            "has "
                + key.size()
                + " bytes; a key of "
                + scheme.label()
                + " has "
                + scheme.publicKeySize());
      }
      validators.add(
          new Validator(
              object.text("name"),
              new PublicKey(scheme, key),
              new Signature(object.hex("possession")),
              object.hex("networkKey"),
              object.integer("power", 1, Long.MAX_VALUE)));
      object.nothingElse();
    }
    return validators;
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static String pretty(ObjectNode root) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory is always writable", e);
    }
  }
}
