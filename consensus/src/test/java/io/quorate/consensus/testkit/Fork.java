package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;

/** Two honest replicas committed different blocks at one height. */
public final class Fork extends AssertionError {
  private static final long serialVersionUID = 1;

  Fork(Block one, Block other) {
    super("two blocks at height " + one.height() + ": " + one + " and " + other);
  }
}
