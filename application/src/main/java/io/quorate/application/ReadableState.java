package io.quorate.application;

import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * The state of an application as one block left it. Whoever hands it out says which block, and for
 * how long.
 */
public interface ReadableState {
  /**
   * The value under {@code key}; empty when there is none, which differs from a value of no bytes.
   */
  Optional<Bytes> get(Bytes key);

  /** Whether there is a value under {@code key}; cheaper than to read it. */
  default boolean contains(Bytes key) {
    return get(key).isPresent();
  }
}
