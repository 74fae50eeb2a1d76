package io.quorate.node.runtime;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.node.net.Links;
import java.util.Optional;

/**
 * The clock, the disk and the lines of a node: the real ones, unless its starter hands in others to
 * see how the node lives with them. No configuration names them. Thread-safe.
 */
public interface Surroundings {
  /** As they are. */
  Surroundings REAL = new Surroundings() {};

  /** What the clock shows: milliseconds since 1970. */
  default long nowMillis() {
    return System.currentTimeMillis();
  }

  /** What the node writes to in the place of its store. */
  default KeyValueStore disk(KeyValueStore store) {
    return store;
  }

  /** How much room the node finds on its disk, where the file system has {@code real} bytes. */
  default long usableBytes(long real) {
    return real;
  }

  /** What lies between the node and its peers; empty for nothing. */
  default Optional<Links> links() {
    return Optional.empty();
  }
}
