package io.quorate.application.state;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/** What is to become of one position of the tree. */
sealed interface Change {
  Hash position();

  /** A new value. */
  record Put(Hash position, Hash leaf, Bytes key, Bytes value) implements Change {}

  /** No value any more. */
  record Remove(Hash position) implements Change {}

  /** The leaf that stands there stays, though the pages around it change. */
  record Keep(Child.Leaf leaf) implements Change {
    @Override
    public Hash position() {
      return leaf.position();
    }
  }
}
