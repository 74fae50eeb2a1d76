package io.quorate.devnet.load;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.crypto.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Payloads of one size that each set one of many entries to a random value. For one thread. */
final class Payloads {
  private static final int KEY_BYTES = 14;

  /** Kind, length of the key, key, length of the value. */
  static final int OVERHEAD = 1 + Integer.BYTES + KEY_BYTES + Integer.BYTES;

  private final int valueBytes;
  private final int keys;
  private final SplittableRandom random;

  Payloads(int payloadBytes, int keys, long seed) {
    this.valueBytes = payloadBytes - OVERHEAD;
    this.keys = keys;
    this.random = new SplittableRandom(seed);
  }

  Bytes next() {
    byte[] value = new byte[valueBytes];
    random.nextBytes(value);
    return new KeyValueOperation.Put(key(random.nextInt(keys)), Bytes.wrap(value)).encoded();
  }

  /** "load/" and nine digits; a formatter would cost a tenth of what the signature does. */
  private static Bytes key(int number) {
    byte[] key = "load/000000000".getBytes(StandardCharsets.US_ASCII);
    for (int at = KEY_BYTES - 1, left = number; left > 0; at--, left /= 10) {
      key[at] = (byte) ('0' + left % 10);
    }
    return Bytes.wrap(key);
  }
}
