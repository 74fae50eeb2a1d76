package io.quorate.application.state;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;
import java.util.Arrays;

/**
 * A table of nodes of the {@link Crown}, in columns instead of objects: a node that changes costs
 * no allocation, and the collector has little to trace. A column consists of stretches that take
 * memory once something stands in them, so that a small state has a small crown. First come rows of
 * inner nodes, then rows of slots. Not thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // a stretch that nobody wrote to is the shared one
final class Nodes {
  private static final byte NOTHING = 0;
  private static final byte LEAF = 1;
  private static final byte INNER = 2;

  /** Rows of a stretch, a power of two. */
  private static final int STRETCH = 16;

  /** What all stretches share in which nothing stands; nobody writes to these. */
  private static final byte[] NO_HASHES = new byte[STRETCH * Hash.SIZE];

  private static final long[] NO_VERSIONS = new long[STRETCH];

  private final int firstSlot;
  private final byte[] kinds;
  private final byte[][] hashes;

  /** Of slots alone: the version of the leaf or page. */
  private final long[][] versions;

  /** Of slots alone: the position of the leaf. */
  private final byte[][] positions;

  /** So many rows, each without anything below it. */
  Nodes(int inner, int slots) {
    this.firstSlot = inner;
    this.kinds = new byte[inner + slots];
    this.hashes = new byte[stretches(inner + slots)][];
    this.versions = new long[stretches(slots)][];
    this.positions = new byte[stretches(slots)][];
    Arrays.fill(hashes, NO_HASHES);
    Arrays.fill(versions, NO_VERSIONS);
    Arrays.fill(positions, NO_HASHES);
  }

  boolean isNothing(int row) {
    return kinds[row] == NOTHING;
  }

  /** Whether the only thing below that row is one leaf. */
  boolean isLeaf(int row) {
    return kinds[row] == LEAF;
  }

  Hash hash(int row) {
    return hash(hashes, row);
  }

  /** What stands at the row of a slot. */
  Child child(int row) {
    int slot = row - firstSlot;
    return switch (kinds[row]) {
      case NOTHING -> Child.Nothing.NOTHING;
      case LEAF -> new Child.Leaf(hash(positions, slot), hash(row), version(slot));
      default -> new Child.Inner(hash(row), version(slot));
    };
  }

  /** Sets the row of a slot. */
  void set(int row, Child child) {
    int slot = row - firstSlot;
    put(child.hash(), hashes, row);
    switch (child) {
      case Child.Nothing _ -> kinds[row] = NOTHING;
      case Child.Leaf(Hash position, _, long version) -> {
        kinds[row] = LEAF;
        put(version, slot);
        put(position, positions, slot);
      }
      case Child.Inner(_, long version) -> {
        kinds[row] = INNER;
        put(version, slot);
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
      System.arraycopy(stretch(left.hashes, leftRow), at(leftRow), pair, 0, Hash.SIZE);
      System.arraycopy(stretch(right.hashes, rightRow), at(rightRow), pair, Hash.SIZE, Hash.SIZE);
      SparseMerkle.inner(pair, 0, 2 * Hash.SIZE);
      System.arraycopy(pair, 2 * Hash.SIZE, owned(hashes, row), at(row), Hash.SIZE);
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
      long version = version(slot);
      put(other.version(otherSlot), slot);
      other.put(version, otherSlot);
      swap(positions, slot, other.positions, otherSlot, spare);
    }
  }

  private boolean isInner(int row) {
    return kinds[row] == INNER;
  }

  private void copy(Nodes from, int fromRow, int row) {
    kinds[row] = from.kinds[fromRow];
    System.arraycopy(
        stretch(from.hashes, fromRow), at(fromRow), owned(hashes, row), at(row), Hash.SIZE);
  }

  private long version(int slot) {
    return versions[slot / STRETCH][slot % STRETCH];
  }

  private void put(long version, int slot) {
    if (versions[slot / STRETCH] == NO_VERSIONS) {
      versions[slot / STRETCH] = new long[STRETCH];
    }
    versions[slot / STRETCH][slot % STRETCH] = version;
  }

  private static int stretches(int rows) {
    return (rows + STRETCH - 1) / STRETCH;
  }

  /** Where a row's 32 bytes begin in its stretch. */
  private static int at(int row) {
    return row % STRETCH * Hash.SIZE;
  }

  /** The stretch of a row, for reading. */
  private static byte[] stretch(byte[][] column, int row) {
    return column[row / STRETCH];
  }

  /** The stretch of a row, for writing. */
  private static byte[] owned(byte[][] column, int row) {
    if (stretch(column, row) == NO_HASHES) {
      column[row / STRETCH] = new byte[STRETCH * Hash.SIZE];
    }
    return stretch(column, row);
  }

  private static Hash hash(byte[][] column, int row) {
    return new Hash(Bytes.copyOf(stretch(column, row), at(row), Hash.SIZE));
  }

  private static void put(Hash hash, byte[][] column, int row) {
    hash.bytes().copyTo(owned(column, row), at(row));
  }

  private static void swap(byte[][] one, int row, byte[][] other, int otherRow, byte[] spare) {
    byte[] mine = stretch(one, row);
    byte[] theirs = stretch(other, otherRow);
    if (mine == NO_HASHES && theirs == NO_HASHES) {
      return;
    }
    mine = owned(one, row);
    theirs = owned(other, otherRow);
    System.arraycopy(mine, at(row), spare, 0, Hash.SIZE);
    System.arraycopy(theirs, at(otherRow), mine, at(row), Hash.SIZE);
    System.arraycopy(spare, 0, theirs, at(otherRow), Hash.SIZE);
  }
}
