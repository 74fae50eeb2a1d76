package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Secret keys. */
@Command(name = "key", description = "Make keys that sign transactions.")
final class KeyCommand {

  @Command(
      name = "new",
      description =
          "Make a new Ed25519 key in a file that only you can read; prints the public key.")
  int create(
      @Option(
              names = "--out",
              paramLabel = "FILE",
              defaultValue = "quorate.key",
              description = "The file to write (default: ${DEFAULT-VALUE}); it must not exist.")
          Path file,
      @Mixin Output output)
      throws DevnetException {
    PrivateKey key = make(file);
    String publicKey = key.publicKey().bytes().toHex();
    ObjectNode json = Output.object();
    json.put("file", file.toAbsolutePath().toString());
    json.put("scheme", SchemeId.ED25519.label());
    json.put("publicKey", publicKey);
    output.result(json, "public key  " + publicKey + "\nsecret in   " + file);
    return 0;
  }

  /** Makes a key file and reads it back. */
  static PrivateKey make(Path file) throws DevnetException {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    try {
      KeyFile.write(file, SchemeId.ED25519, Bytes.wrap(seed));
      return KeyFile.read(file);
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }
}
