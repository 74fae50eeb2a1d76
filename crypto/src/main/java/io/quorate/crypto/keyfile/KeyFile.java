package io.quorate.crypto.keyfile;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A secret key in a text file that only its owner can read (mode 0600):
 *
 * <pre>
 * quorate-key 1
 * scheme ed25519
 * public 64 or 96 hexadecimal digits
 * seed 64 hexadecimal digits
 * </pre>
 *
 * <p>Or encrypted under a passphrase, as {@link SealedSeed} says:
 *
 * <pre>
 * quorate-key 2
 * scheme ed25519
 * public 64 or 96 hexadecimal digits
 * cipher scrypt 16 aes-256-gcm
 * salt 32 hexadecimal digits
 * sealed 96 hexadecimal digits
 * </pre>
 *
 * <p>The public key is there so that a damaged seed is noticed instead of signing as somebody else.
 * An encrypted file has exactly one form, and one with any bit changed is refused.
 */
public final class KeyFile {
  private static final String HEADER = "quorate-key 1";
  private static final String SEALED_HEADER = "quorate-key 2";
  private static final int LINES = 4;
  private static final int SEALED_LINES = 6;
  private static final int SEED_SIZE = 32;

  private KeyFile() {}

  /**
   * Writes a new key file, whole or not at all, and on disk when this returns.
   *
   * @param seed 32 secret bytes of full entropy
   * @throws KeyFileException when the file exists already, which is never overwritten, or cannot be
   *     written
   * @throws IllegalArgumentException when the seed has not exactly 32 bytes
   */
  public static void write(Path path, SchemeId scheme, Bytes seed) throws KeyFileException {
    PrivateKey key = key(path, scheme, seed);
    SecretFile.write(
        path, HEADER + "\n" + publicLines(key.publicKey()) + "seed " + seed.toHex() + "\n");
  }

  /**
   * The same, encrypted.
   *
   * @param salt 16 random bytes, new for every file
   * @throws KeyFileException as {@link #write(Path, SchemeId, Bytes)}
   * @throws IllegalArgumentException when seed or salt have another size
   */
  public static void write(
      Path path, SchemeId scheme, Bytes seed, Passphrase passphrase, Bytes salt)
      throws KeyFileException {
    write(path, scheme, seed, passphrase, salt, SealedSeed.LOG_COST);
  }

  static void write(
      Path path, SchemeId scheme, Bytes seed, Passphrase passphrase, Bytes salt, int logCost)
      throws KeyFileException {
    if (salt.size() != SealedSeed.SALT_SIZE) {
      throw new IllegalArgumentException("a salt has 16 bytes, not " + salt.size());
    }
    String header = sealedHeader(key(path, scheme, seed).publicKey(), logCost, salt);
    SealedSeed sealed = SealedSeed.seal(seed, passphrase, logCost, salt, Bytes.utf8(header));
    SecretFile.write(path, header + "sealed " + sealed.sealed().toHex() + "\n");
  }

  private static String publicLines(PublicKey key) {
    return "scheme " + key.scheme().label() + "\npublic " + key.bytes().toHex() + "\n";
  }

  private static String sealedHeader(PublicKey key, int logCost, Bytes salt) {
    return SEALED_HEADER
        + "\n"
        + publicLines(key)
        + "cipher "
        + cipher(logCost)
        + "\nsalt "
        + salt.toHex()
        + "\n";
  }

  /**
   * Reads a key file that is not encrypted.
   *
   * @throws KeyFileException when it is missing, encrypted, others than its owner can open it, or
   *     it is not a key file
   */
  public static PrivateKey read(Path path) throws KeyFileException {
    return read(path, PassphraseSource.NONE);
  }

  /**
   * Reads a key file, encrypted or not.
   *
   * @throws KeyFileException when it is missing, others than its owner can open it, the passphrase
   *     is a wrong one, or it is not a key file
   */
  public static PrivateKey read(Path path, PassphraseSource passphrases) throws KeyFileException {
    return parse(path, content(path), passphrases).key();
  }

  /**
   * Reads the secret seed of a key file, for the few uses that need more than signatures (a TLS
   * certificate's key).
   *
   * @throws KeyFileException as {@link #read(Path, PassphraseSource)}
   */
  public static Bytes readSeed(Path path, PassphraseSource passphrases) throws KeyFileException {
    return parse(path, content(path), passphrases).seed();
  }

  /**
   * Reads a passphrase: the first line of a file that only its owner can read.
   *
   * @throws KeyFileException when it is missing, empty, or others than its owner can open it
   */
  public static Passphrase passphrase(Path path) throws KeyFileException {
    String line =
        SecretFile.read(path, "passphrase file", StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    if (line.isEmpty()) {
      throw new KeyFileException(
          "passphrase file " + path + " has no first line; write the passphrase there");
    }
    return Passphrase.of(line);
  }

  private static String content(Path path) throws KeyFileException {
    return SecretFile.read(path, "key file", StandardCharsets.ISO_8859_1);
  }

  private record Parsed(Bytes seed, PrivateKey key) {}

  private static Parsed parse(Path path, String content, PassphraseSource passphrases)
      throws KeyFileException {
    return content.startsWith(SEALED_HEADER + "\n")
        ? sealed(path, content, passphrases)
        : plain(path, content);
  }

  private static Parsed plain(Path path, String content) throws KeyFileException {
    List<String> lines = content.lines().toList();
    if (lines.size() != LINES || !lines.getFirst().equals(HEADER)) {
      throw malformed(
          path, "it does not start with the line '" + HEADER + "' and have " + LINES + " lines");
    }
    PublicKey stated = stated(path, lines);
    return matching(path, stated, hex(path, lines.get(3), "seed"));
  }

  private static Parsed sealed(Path path, String content, PassphraseSource passphrases)
      throws KeyFileException {
    List<String> lines = content.lines().toList();
    if (lines.size() != SEALED_LINES) {
      throw malformed(path, "it has not " + SEALED_LINES + " lines");
    }
    PublicKey stated = stated(path, lines);
    int logCost = cost(path, field(path, lines.get(3), "cipher"));
    Bytes salt = hex(path, lines.get(4), "salt");
    Bytes sealed = hex(path, lines.get(5), "sealed");
    if (salt.size() != SealedSeed.SALT_SIZE || sealed.size() != SealedSeed.SEALED_SIZE) {
      throw malformed(path, "its salt or its sealed seed has another size");
    }
    String header = sealedHeader(stated, logCost, salt);
    if (!content.equals(header + "sealed " + sealed.toHex() + "\n")) {
      throw malformed(path, "it is not in the one form of its content");
    }
    Bytes seed =
        new SealedSeed(logCost, salt, sealed)
            .open(passphrases.of(path), Bytes.utf8(header))
            .orElseThrow(() ->
                new KeyFileException(
                    "the passphrase does not open key file "
                        + path
                        + "; it is another one, or the file was changed: try again, or restore the"
                        + " file from its backup"));
    return matching(path, stated, seed);
  }

  private static int cost(Path path, String cipher) throws KeyFileException {
    for (int cost = SealedSeed.LEAST_LOG_COST; cost <= SealedSeed.MOST_LOG_COST; cost++) {
      if (cipher.equals(cipher(cost))) {
        return cost;
      }
    }
    throw malformed(path, "it names a cipher that this version does not know");
  }

  private static String cipher(int logCost) {
    return "scrypt " + logCost + " aes-256-gcm";
  }

  private static PublicKey stated(Path path, List<String> lines) throws KeyFileException {
    String label = field(path, lines.get(1), "scheme");
    SchemeId scheme =
        SchemeId.ofLabel(label)
            .orElseThrow(() -> malformed(path, "it names the unknown scheme '" + label + "'"));
    return stated(path, scheme, hex(path, lines.get(2), "public"));
  }

  private static Parsed matching(Path path, PublicKey stated, Bytes seed) throws KeyFileException {
    if (seed.size() != SEED_SIZE) {
      throw malformed(path, "its seed has " + seed.size() + " bytes instead of 32");
    }
    PrivateKey key = key(path, stated.scheme(), seed);
    if (!key.publicKey().equals(stated)) {
      throw malformed(path, "its seed does not belong to its public key");
    }
    return new Parsed(seed, key);
  }

  private static PublicKey stated(Path path, SchemeId scheme, Bytes key) throws KeyFileException {
    if (key.size() != scheme.publicKeySize()) {
      throw malformed(
          path, "its public key has " + key.size() + " bytes instead of " + scheme.publicKeySize());
    }
    return new PublicKey(scheme, key);
  }

  private static PrivateKey key(Path path, SchemeId scheme, Bytes seed) throws KeyFileException {
    try {
      return SignatureSchemes.of(scheme).privateKey(seed);
    } catch (IllegalStateException e) {
      throw new KeyFileException("cannot use key file " + path + ": " + e.getMessage(), e);
    }
  }

  private static Bytes hex(Path path, String line, String name) throws KeyFileException {
    try {
      return Bytes.fromHex(field(path, line, name));
    } catch (IllegalArgumentException e) {
      // Without the cause: what stands in the file may be a secret.
      throw malformed(path, "the value of '" + name + "' is not hexadecimal");
    }
  }

  private static String field(Path path, String line, String name) throws KeyFileException {
    String start = name + " ";
    if (!line.startsWith(start)) {
      throw malformed(path, "it has no line '" + name + "' where one belongs");
    }
    return line.substring(start.length());
  }

  private static KeyFileException malformed(Path path, String reason) {
    return new KeyFileException(
        "key file "
            + path
            + " is damaged or no key file: "
            + reason
            + "; restore it from its backup");
  }
}
