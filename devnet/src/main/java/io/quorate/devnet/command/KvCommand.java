package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.application.kv.KeyValueResult;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The bundled key-value application. */
@Command(
    name = "kv",
    description = "Write and read the key-value application; what is printed was verified here.")
final class KvCommand {
  static final String KEY_FILE_HELP =
      "The key to sign with (default: client.key in the local network's folder, made on first"
          + " use).";

  @Command(name = "put", description = "Set a value with a signed transaction.")
  int put(
      @Parameters(paramLabel = "KEY") String key,
      @Parameters(paramLabel = "VALUE") String value,
      @Option(names = "--key", paramLabel = "FILE", description = KEY_FILE_HELP)
          Optional<Path> keyFile,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    KeyValueOperation operation = operation(Bytes.utf8(key), Optional.of(Bytes.utf8(value)));
    return submit(operation, key + " = " + value, client.key(keyFile), proof, client, output);
  }

  @Command(name = "delete", description = "Remove a key with a signed transaction.")
  int delete(
      @Parameters(paramLabel = "KEY") String key,
      @Option(names = "--key", paramLabel = "FILE", description = KEY_FILE_HELP)
          Optional<Path> keyFile,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    KeyValueOperation operation = operation(Bytes.utf8(key), Optional.empty());
    return submit(operation, key + " deleted", client.key(keyFile), proof, client, output);
  }

  @Command(
      name = "get",
      description = {
        "Print a key's value, its height and who proved it.",
        "Ends with 1 when the key has no value, which is proved as well."
      })
  int get(
      @Parameters(paramLabel = "KEY") String key,
      @ArgGroup StateCommand.ReadingState reading,
      @Mixin ProofOption proof,
      @Mixin ClientOptions client,
      @Mixin Output output)
      throws Exception {
    return StateCommand.read(Bytes.utf8(key), key, reading, proof, client, output);
  }

  private static int submit(
      KeyValueOperation operation,
      String done,
      PrivateKey key,
      ProofOption proof,
      ClientOptions client,
      Output output)
      throws Exception {
    Genesis genesis = client.trusted();
    try (QuorateClient quorate = client.connect()) {
      ProvedReceipt proved = ClientOptions.await(quorate.submit(key, operation.encoded()));
      proof.keep(proved);
      Receipt receipt = proved.receipt();
      if (receipt.status() != Receipt.Status.EXECUTED) {
        throw new DevnetException(
            "the application refused transaction "
                + receipt.transaction().toHex()
                + " at height "
                + receipt.height()
                + ": "
                + answer(receipt.output()));
      }
      ObjectNode json = Output.object();
      json.put("key", Texts.show(operation.key()));
      json.put("transaction", receipt.transaction().toHex());
      json.put("height", receipt.height());
      json.put("result", answer(receipt.output()));
      Proofs.add(json, proved.certificate(), genesis);
      output.result(
          json,
          done
              + "\n"
              + Proofs.sentence(proved.certificate(), genesis)
              + "\ntransaction "
              + receipt.transaction().toHex());
      return 0;
    }
  }

  private static KeyValueOperation operation(Bytes key, Optional<Bytes> value)
      throws DevnetException {
    try {
      return value.isPresent()
          ? new KeyValueOperation.Put(key, value.get())
          : new KeyValueOperation.Delete(key);
    } catch (IllegalArgumentException e) {
      throw DevnetException.of(e);
    }
  }

  /** What the application answered, as text; hexadecimal digits if it is none of its answers. */
  static String answer(Bytes output) {
    return switch (KeyValueResult.decode(output)) {
      case Decoded.Ok<KeyValueResult>(KeyValueResult result) -> result.name();
      case Decoded.Malformed<KeyValueResult> _ -> output.toHex();
    };
  }
}
