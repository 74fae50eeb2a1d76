package io.quorate.application.state;

import io.quorate.crypto.Hash;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * The topmost sixteen levels of the tree: 65,536 slots, one per first two bytes of a position, each
 * with the subtree below it, and all nodes above them; less than 7 MiB, whatever stands in it.
 *
 * <p>Nearly every change passes through these levels, so storing them with every version would be
 * most of what a version writes. The store holds the slots instead, in {@link Journal}s; and one
 * crown is changed in place from version to version, by a {@link Patch} that leaves behind the one
 * that leads back. Not thread-safe; {@link Versions} guards it.
 */
final class Crown {
  /** Half bytes of a position that lead to a slot. */
  static final int LEVELS = 4;

  static final int SLOTS = 1 << (4 * LEVELS);

  /** Bits of a position that lead to a slot. */
  static final int DEPTH = 4 * LEVELS;

  static final int ROOT = 1;

  /** Row i is node i. */
  private final Nodes nodes = new Nodes(SLOTS, SLOTS);

  /** The slot that a position lies below. */
  static int slotOf(Hash position) {
    return ((position.bytes().at(0) & 0xff) << 8) | (position.bytes().at(1) & 0xff);
  }

  /** The node of a slot. */
  static int node(int slot) {
    return SLOTS + slot;
  }

  Nodes nodes() {
    return nodes;
  }

  /** What stands below a slot. */
  Child slot(int index) {
    return nodes.child(node(index));
  }

  /** The root of the whole tree. */
  Hash hash() {
    return nodes.hash(ROOT);
  }

  /** What other contents of some slots make of the crown; each node is hashed once. */
  Patch patch(SortedMap<Integer, Child> slots) {
    int[] ids = upToTheRoot(slots);
    int inner = ids.length - slots.size();
    Nodes rows = new Nodes(inner, slots.size());
    int row = inner;
    for (Child child : slots.values()) {
      rows.set(row++, child);
    }
    byte[] pair = new byte[3 * Hash.SIZE];
    int below = ids.length - 1;
    for (int at = inner - 1; at >= 0; at--) {
      int left = 2 * ids[at];
      boolean newRight = ids[below] == left + 1;
      int rightRow = newRight ? below-- : left + 1;
      boolean newLeft = ids[below] == left;
      int leftRow = newLeft ? below-- : left;
      rows.join(at, newLeft ? rows : nodes, leftRow, newRight ? rows : nodes, rightRow, pair);
    }
    return new Patch(ids, rows);
  }

  /** Puts the nodes of a patch in the place of this crown's, and those into the patch. */
  void swap(Patch patch) {
    byte[] spare = new byte[Hash.SIZE];
    for (int row = 0; row < patch.size(); row++) {
      nodes.swap(patch.id(row), patch.rows(), row, spare);
    }
  }

  /** These slots and every node above one of them, ascending. */
  private static int[] upToTheRoot(SortedMap<Integer, Child> slots) {
    int[] ids = new int[slots.size() * (DEPTH + 1)];
    int to = ids.length;
    int from = to - slots.size();
    int at = from;
    for (int slot : slots.keySet()) {
      ids[at++] = node(slot);
    }
    for (int level = 0; level < DEPTH; level++) {
      int next = from;
      for (int i = to - 1; i >= from; i--) {
        int parent = ids[i] / 2;
        if (next == from || ids[next] != parent) {
          ids[--next] = parent;
        }
      }
      to = from;
      from = next;
    }
    return Arrays.copyOfRange(ids, from, ids.length);
  }
}
