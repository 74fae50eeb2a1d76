package io.quorate.application.state;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;

/**
 * What stands below one place of the tree: the root, or one of the sixteen places of a {@link
 * Page}.
 */
sealed interface Child {
  /** The hash of this subtree in the shape of {@link SparseMerkle}. */
  Hash hash();

  /** A subtree without leaves. */
  enum Nothing implements Child {
    NOTHING;

    @Override
    public Hash hash() {
      return SparseMerkle.EMPTY;
    }
  }

  /**
   * The only leaf of its subtree.
   *
   * @param position the hash of its key
   * @param hash the hash of the leaf
   * @param version the version that wrote its value
   */
  record Leaf(Hash position, Hash hash, long version) implements Child {
    // Written out, the cheapest first: every change of the state compares some.
    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Leaf that
              && version == that.version
              && position.equals(that.position)
              && hash.equals(that.hash));
    }

    @Override
    public int hashCode() {
      return hash.hashCode();
    }
  }

  /**
   * A subtree of two or more leaves, stored as a page of its own.
   *
   * @param hash its hash
   * @param version the version that wrote the page
   */
  record Inner(Hash hash, long version) implements Child {
    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Inner that && version == that.version && hash.equals(that.hash));
    }

    @Override
    public int hashCode() {
      return hash.hashCode();
    }
  }

  /** The first byte of its encoding. */
  default int kind() {
    return switch (this) {
      case Nothing _ -> 0;
      case Leaf _ -> 1;
      case Inner _ -> 2;
    };
  }

  /** Writes a child where {@link #decode} will read it. */
  default void encode(Encoder out) {
    out.u8(kind());
    switch (this) {
      case Nothing _ -> {}
      case Leaf(Hash position, Hash hash, long version) ->
          out.u64(version).hash(hash).hash(position);
      case Inner(Hash hash, long version) -> out.u64(version).hash(hash);
    }
  }

  /** Reads what {@link #encode} wrote. */
  static Child decode(Decoder in) throws MalformedInput {
    int kind = in.u8();
    return switch (kind) {
      case 0 -> Nothing.NOTHING;
      case 1 -> {
        long version = in.u64();
        Hash hash = in.hash();
        yield new Leaf(in.hash(), hash, version);
      }
      case 2 -> {
        long version = in.u64();
        yield new Inner(in.hash(), version);
      }
      default -> throw new MalformedInput("unknown kind of tree node: " + kind);
    };
  }
}
