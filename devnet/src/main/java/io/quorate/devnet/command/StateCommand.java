package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.application.Codec;
import io.quorate.application.KeySpace;
import io.quorate.client.LocalValue;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedState;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.network.DevnetException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The state of any application, key by key. */
@Command(
    name = "state",
    description = "Read the state of an application; what is printed was verified here.")
final class StateCommand {

  /** What a read must guarantee; proved unless one of these is asked for. */
  static class Reading {
    @Option(names = "--local", description = "Believe one node: fast, possibly stale, no proof.")
    boolean local;

    @Option(
        names = "--linearizable",
        description = "Proved, and not older than anything that was final before this call.")
    boolean linearizable;
  }

  /** As {@link Reading}, or proved at one height. */
  static final class ReadingState extends Reading {
    @Option(
        names = "--height",
        paramLabel = "HEIGHT",
        description =
            "Proved, as it was after the block of that height; nodes keep the latest 64 heights.")
    Optional<Long> height = Optional.empty();
  }

  @Command(
      name = "get",
      description = {
        "Print what the application holds under a key, its height and who proved it: text, or"
            + " hexadecimal digits behind 0x.",
        "Ends with 1 when nothing is there, which is proved as well."
      })
  int get(
      @Parameters(paramLabel = "KEY", description = "Text, unless --hex says otherwise.")
          String typed,
      @Option(
              names = "--space",
              paramLabel = "NAME",
              description = "The application's key space of that name (KeySpace.named).")
          Optional<String> space,
      @Option(
              names = "--hex",
              description = "KEY is the key's bytes as hexadecimal digits, not text.")
          boolean hex,
      @ArgGroup ReadingState reading,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    return read(key(typed, space, hex), typed, reading, proof, client, output);
  }

  private static Bytes key(String typed, Optional<String> space, boolean hex)
      throws DevnetException {
    try {
      Bytes raw = Texts.bytes(typed, hex);
      if (space.isEmpty()) {
        return raw;
      }
      return hex
          ? KeySpace.named(space.get(), Codec.RAW, Codec.RAW).key(raw)
          : KeySpace.named(space.get(), Codec.TEXT, Codec.RAW).key(typed);
    } catch (IllegalArgumentException e) {
      throw DevnetException.of(e);
    }
  }

  /** Reads and prints one key of the application, which people know as {@code typed}. */
  static int read(
      Bytes key,
      String typed,
      ReadingState reading,
      ProofOption proof,
      ClientOptions client,
      Output output)
      throws Exception {
    Genesis genesis = client.trusted();
    try (QuorateClient quorate = client.connect()) {
      if (reading != null && reading.local) {
        proof.notFor("a local read");
        LocalValue value = ClientOptions.await(quorate.getLocal(key));
        String source =
            "height " + value.height() + ", as " + value.node() + " says, without a proof";
        ObjectNode json = found(typed, value.value());
        json.put("height", value.height()).put("node", value.node().toString());
        return show(typed, value.value(), source, json, output);
      }
      ProvedState value = ClientOptions.await(proved(quorate, key, reading));
      proof.keep(value);
      ObjectNode json = found(typed, value.value());
      Proofs.add(json, value.certificate(), genesis);
      return show(
          typed, value.value(), Proofs.sentence(value.certificate(), genesis), json, output);
    }
  }

  private static CompletableFuture<ProvedState> proved(
      QuorateClient client, Bytes key, ReadingState reading) throws DevnetException {
    if (reading == null) {
      return client.get(key);
    }
    try {
      return reading.height.isPresent()
          ? client.getAt(reading.height.get(), key)
          : client.getLinearizable(key);
    } catch (IllegalArgumentException e) {
      throw DevnetException.of(e);
    }
  }

  private static ObjectNode found(String key, Optional<Bytes> value) {
    ObjectNode json = Output.object();
    json.put("key", key).put("found", value.isPresent());
    value.ifPresent(bytes -> {
      Texts.text(bytes).ifPresent(text -> json.put("value", text));
      json.put("valueHex", bytes.toHex());
    });
    return json;
  }

  private static int show(
      String key, Optional<Bytes> value, String source, ObjectNode json, Output output) {
    if (value.isPresent()) {
      output.result(json, Texts.show(value.get()) + "\n" + source);
      return 0;
    }
    output.absent(json, "quorate: " + key + " has no value (" + source + ")");
    return 1;
  }
}
