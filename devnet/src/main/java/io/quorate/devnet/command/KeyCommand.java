package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.crypto.keyfile.Passphrase;
import io.quorate.crypto.keyfile.PassphraseSource;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Secret keys. */
@Command(name = "key", description = "Make keys that sign transactions, and encrypt them.")
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
      @Option(
              names = "--encrypt",
              description = "Encrypt it with a passphrase, as --passphrase-file does too.")
          boolean encrypt,
      @Mixin PassphraseOption passphrase,
      @Mixin Output output)
      throws DevnetException {
    boolean sealed = encrypt || passphrase.file.isPresent();
    PrivateKey key = make(file, sealed ? Optional.of(passphrase) : Optional.empty());
    show(key, file, sealed ? "encrypted   " : "secret in   ", output);
    return 0;
  }

  @Command(
      name = "show",
      description = "Open a key file, encrypted or not, and print its public key.")
  int show(
      @Parameters(paramLabel = "FILE", description = "The key file.") Path file,
      @Mixin PassphraseOption passphrase,
      @Mixin Output output)
      throws DevnetException {
    try {
      show(KeyFile.read(file, passphrase), file, "file        ", output);
      return 0;
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  @Command(
      name = "encrypt",
      description = {
        "Write a key that is not encrypted to a new file, encrypted with a passphrase.",
        "Works for the keys of validators and of networks, too. Delete the old file afterwards."
      })
  int encrypt(
      @Parameters(paramLabel = "FILE", description = "The key file.") Path file,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              required = true,
              description = "The file to write; it must not exist.")
          Path out,
      @Mixin PassphraseOption passphrase,
      @Mixin Output output)
      throws DevnetException {
    try {
      PrivateKey key = KeyFile.read(file);
      Bytes seed = KeyFile.readSeed(file, PassphraseSource.NONE);
      KeyFile.write(out, key.publicKey().scheme(), seed, passphrase.forNew(out), random(16));
      show(key, out, "encrypted   ", output);
      return 0;
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  private static void show(PrivateKey key, Path file, String where, Output output) {
    String publicKey = key.publicKey().bytes().toHex();
    ObjectNode json = Output.object();
    json.put("file", file.toAbsolutePath().toString());
    json.put("scheme", key.publicKey().scheme().label());
    json.put("publicKey", publicKey);
    output.result(json, "public key  " + publicKey + "\n" + where + file);
  }

  /** Makes a key file, encrypted if there is a passphrase, and gives its key back. */
  static PrivateKey make(Path file, Optional<PassphraseOption> passphrase) throws DevnetException {
    Bytes seed = random(32);
    try {
      if (passphrase.isEmpty()) {
        KeyFile.write(file, SchemeId.ED25519, seed);
        return KeyFile.read(file);
      }
      Passphrase sealing = passphrase.get().forNew(file);
      KeyFile.write(file, SchemeId.ED25519, seed, sealing, random(16));
      return KeyFile.read(file, _ -> sealing);
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  private static Bytes random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
