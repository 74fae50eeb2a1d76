package io.quorate.devnet.load;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.crypto.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
    String key = String.format(Locale.ROOT, "load/%09d", random.nextInt(keys));
    byte[] value = new byte[valueBytes];
    random.nextBytes(value);
    return new KeyValueOperation.Put(
            Bytes.wrap(key.getBytes(StandardCharsets.US_ASCII)), Bytes.wrap(value))
        .encoded();
  }
}
