package io.quorate.application.state;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;

/**
 * A table of nodes of the {@link Crown}, in columns instead of objects: a node that changes costs
 * no allocation, and the collector has nothing to trace. First come rows of inner nodes, then rows
 * of slots. Not thread-safe.
 */
final class Nodes {
  private static final byte NOTHING = 0;
  private static final byte LEAF = 1;
  private static final byte INNER = 2;

  private final int firstSlot;
  private final byte[] kinds;
  private final byte[] hashes;

  /** Of slots alone: the version of the leaf or page. */
  private final long[] versions;

  /** Of slots alone: the position of the leaf. */
  private final byte[] positions;

  /** So many rows, each without anything below it. */
  Nodes(int inner, int slots) {
    this.firstSlot = inner;
    this.kinds = new byte[inner + slots];
    this.hashes = new byte[(inner + slots) * Hash.SIZE];
    this.versions = new long[slots];
    this.positions = new byte[slots * Hash.SIZE];
  }

  boolean isNothing(int row) {
    return kinds[row] == NOTHING;
  }

  /** Whether the only thing below that row is one leaf. */
  boolean isLeaf(int row) {
    return kinds[row] == LEAF;
  }

  Hash hash(int row) {
    return new Hash(Bytes.copyOf(hashes, row * Hash.SIZE, Hash.SIZE));
  }

  /** What stands at the row of a slot. */
  Child child(int row) {
    int slot = row - firstSlot;
    return switch (kinds[row]) {
      case NOTHING -> Child.Nothing.NOTHING;
      case LEAF ->
          new Child.Leaf(
              new Hash(Bytes.copyOf(positions, slot * Hash.SIZE, Hash.SIZE)),
              hash(row),
              versions[slot]);
      default -> new Child.Inner(hash(row), versions[slot]);
    };
  }

  /** Sets the row of a slot. */
  void set(int row, Child child) {
    int slot = row - firstSlot;
    child.hash().bytes().copyTo(hashes, row * Hash.SIZE);
    switch (child) {
      case Child.Nothing _ -> kinds[row] = NOTHING;
      case Child.Leaf(Hash position, _, long version) -> {
        kinds[row] = LEAF;
        versions[slot] = version;
        position.bytes().copyTo(positions, slot * Hash.SIZE);
      }
      case Child.Inner(_, long version) -> {
        kinds[row] = INNER;
        versions[slot] = version;
      }
    }
  }

  /**
   * Sets the row of an inner node to what follows from the two nodes below it.
   *
   * @param pair room for three hashes
   */
  void join(int row, Nodes left, int leftRow, Nodes right, int rightRow, byte[] pair) {
    if (right.isNothing(rightRow) && !left.isInner(leftRow)) {
      copy(left, leftRow, row);
    } else if (left.isNothing(leftRow) && !right.isInner(rightRow)) {
      copy(right, rightRow, row);
    } else {
      System.arraycopy(left.hashes, leftRow * Hash.SIZE, pair, 0, Hash.SIZE);
      System.arraycopy(right.hashes, rightRow * Hash.SIZE, pair, Hash.SIZE, Hash.SIZE);
      SparseMerkle.inner(pair, 0, 2 * Hash.SIZE);
      System.arraycopy(pair, 2 * Hash.SIZE, hashes, row * Hash.SIZE, Hash.SIZE);
      kinds[row] = INNER;
    }
  }

  /**
   * Exchanges a row with one of another table, of the same sort.
   *
   * @param spare room for a hash
   */
  void swap(int row, Nodes other, int otherRow, byte[] spare) {
    byte kind = kinds[row];
    kinds[row] = other.kinds[otherRow];
    other.kinds[otherRow] = kind;
    swap(hashes, row, other.hashes, otherRow, spare);
    if (row >= firstSlot) {
      int slot = row - firstSlot;
      int otherSlot = otherRow - other.firstSlot;
      long version = versions[slot];
      versions[slot] = other.versions[otherSlot];
      other.versions[otherSlot] = version;
      swap(positions, slot, other.positions, otherSlot, spare);
    }
  }

  private boolean isInner(int row) {
    return kinds[row] == INNER;
  }

  private void copy(Nodes from, int fromRow, int row) {
    kinds[row] = from.kinds[fromRow];
    System.arraycopy(from.hashes, fromRow * Hash.SIZE, hashes, row * Hash.SIZE, Hash.SIZE);
  }

  private static void swap(byte[] one, int row, byte[] other, int otherRow, byte[] spare) {
    int at = row * Hash.SIZE;
    int otherAt = otherRow * Hash.SIZE;
    System.arraycopy(one, at, spare, 0, Hash.SIZE);
    System.arraycopy(other, otherAt, one, at, Hash.SIZE);
    System.arraycopy(spare, 0, other, otherAt, Hash.SIZE);
  }
}
