package io.quorate.crypto.keyfile;

import io.quorate.crypto.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A secret seed under a passphrase: scrypt (RFC 7914, r = 8, p = 1) makes an AES-256 key and a
 * nonce out of passphrase and salt, and AES-GCM seals the seed together with the lines of the file
 * that stand before it. Salt and so key and nonce are never used twice.
 *
 * @param logCost binary logarithm of scrypt's cost N; 2^(logCost + 10) bytes of memory
 * @param salt 16 random bytes
 * @param sealed the encrypted seed and the tag, 48 bytes
 */
record SealedSeed(int logCost, Bytes salt, Bytes sealed) {
  /** 64 MiB and a fraction of a second for each guess. */
  static final int LOG_COST = 16;

  /** The least and the most work that a file may ask for. */
  static final int LEAST_LOG_COST = 10;

  static final int MOST_LOG_COST = 20;

  static final int SALT_SIZE = 16;
  static final int SEALED_SIZE = 48;

  private static final int BLOCK = 8;
  private static final int KEY_SIZE = 32;
  private static final int NONCE_SIZE = 12;
  private static final int TAG_BITS = 128;

  /**
   * Seals a seed.
   *
   * @param header what has to stand before it in the file, byte for byte
   */
  static SealedSeed seal(Bytes seed, Passphrase passphrase, int logCost, Bytes salt, Bytes header) {
    try {
      byte[] sealed = run(true, seed, passphrase, logCost, salt, header);
      return new SealedSeed(logCost, salt, Bytes.wrap(sealed));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing checks nothing", e);
    }
  }

  /** The seed; empty when the passphrase is another one, or anything was changed. */
  Optional<Bytes> open(Passphrase passphrase, Bytes header) {
    try {
      return Optional.of(Bytes.wrap(run(false, sealed, passphrase, logCost, salt, header)));
    } catch (InvalidCipherTextException _) {
      return Optional.empty();
    }
  }

  private static byte[] run(
      boolean sealing, Bytes input, Passphrase passphrase, int logCost, Bytes salt, Bytes header)
      throws InvalidCipherTextException {
    byte[] derived =
        SCrypt.generate(
            passphrase.text().toArray(),
            salt.toArray(),
            1 << logCost,
            BLOCK,
            1,
            KEY_SIZE + NONCE_SIZE);
    byte[] key = Arrays.copyOf(derived, KEY_SIZE);
    byte[] nonce = Arrays.copyOfRange(derived, KEY_SIZE, derived.length);
    var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        sealing, new AEADParameters(new KeyParameter(key), TAG_BITS, nonce, header.toArray()));
    byte[] output = new byte[cipher.getOutputSize(input.size())];
    int length = cipher.processBytes(input.toArray(), 0, input.size(), output, 0);
    cipher.doFinal(output, length);
    return output;
  }
}
