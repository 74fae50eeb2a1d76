package io.quorate.application;

import io.quorate.crypto.Bytes;

/**
 * The state while it is being changed: reads see the writes before them. Not thread-safe, and valid
 * only during the call that it was handed to.
 */
public interface State extends ReadableState {
  /** Bytes of the longest key. */
  int MAX_KEY_BYTES = 256;

  /** Bytes of the longest value. */
  int MAX_VALUE_BYTES = 64 << 10;

  /**
   * Sets the value under {@code key}.
   *
   * @param key 0 to {@value #MAX_KEY_BYTES} bytes
   * @param value 0 to {@value #MAX_VALUE_BYTES} bytes
   * @throws IllegalArgumentException when one of them is longer: a bug of the application, which
   *     stops the replica
   */
  void put(Bytes key, Bytes value);

  /**
   * Removes {@code key}; nothing happens where there is none.
   *
   * @throws IllegalArgumentException when the key is longer than {@value #MAX_KEY_BYTES} bytes
   */
  void delete(Bytes key);
}
