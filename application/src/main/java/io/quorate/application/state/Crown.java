package io.quorate.application.state;

import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The topmost sixteen levels of one version of the tree: 65,536 slots, one per first two bytes of a
 * position, each with the subtree below it, and in memory the pages above them (4,369 at most,
 * about 6 MiB).
 *
 * <p>Nearly every change passes through these pages, so storing them with every version would be
 * most of what a version writes. The store holds the slots instead, in {@link Journal}s.
 *
 * <p>Immutable; versions share the pages on which they do not differ. Safe for use by many threads.
 */
final class Crown {
  /** Levels of pages. */
  static final int LEVELS = 4;

  static final int SLOTS = 1 << (4 * LEVELS);

  static final Crown EMPTY = new Crown(Child.Nothing.NOTHING);

  private final Child root;

  private Crown(Child root) {
    this.root = root;
  }

  /** The crown with these slots, all of them. */
  static Crown of(Child[] slots) {
    return new Crown(build(slots, 0, slots.length));
  }

  /** The slot that a position lies below. */
  static int slotOf(Hash position) {
    return ((position.bytes().at(0) & 0xff) << 8) | (position.bytes().at(1) & 0xff);
  }

  /** What stands below a slot. */
  Child slot(int index) {
    Child at = root;
    for (int depth = 0; at instanceof Child.Branch(Page page); depth++) {
      at = page.child(half(index, depth));
    }
    return at;
  }

  /** This crown with other contents of some slots. */
  Crown with(SortedMap<Integer, Child> slots) {
    return slots.isEmpty() ? this : new Crown(set(root, 0, new ArrayList<>(slots.entrySet())));
  }

  /** The root of the whole tree. */
  Hash hash() {
    return root.hash();
  }

  /**
   * Follows the way to a position, adding the hashes beside it, and returns what it ends at:
   * nothing, a leaf that is alone from there on (not always that of the position), or the page
   * below the slot.
   */
  Child descend(Hash position, List<Hash> siblings) {
    int index = slotOf(position);
    Child at = root;
    for (int depth = 0; at instanceof Child.Branch(Page page); depth++) {
      at = page.descend(half(index, depth), siblings);
    }
    return at;
  }

  private static Child set(Child current, int depth, List<Map.Entry<Integer, Child>> slots) {
    if (depth == LEVELS) {
      return slots.getFirst().getValue();
    }
    Child[] next = children(current);
    for (int from = 0; from < slots.size(); ) {
      int half = half(slots.get(from).getKey(), depth);
      int to = from + 1;
      while (to < slots.size() && half(slots.get(to).getKey(), depth) == half) {
        to++;
      }
      next[half] = set(next[half], depth + 1, slots.subList(from, to));
      from = to;
    }
    if (isEmpty(next)) {
      return Child.Nothing.NOTHING;
    }
    return new Child.Branch(
        current instanceof Child.Branch(Page page) ? page.replace(next) : Page.of(next));
  }

  private static Child build(Child[] slots, int from, int to) {
    if (to - from == 1) {
      return slots[from];
    }
    int width = (to - from) / Page.WIDTH;
    Child[] children = new Child[Page.WIDTH];
    for (int i = 0; i < Page.WIDTH; i++) {
      children[i] = build(slots, from + i * width, from + (i + 1) * width);
    }
    return isEmpty(children) ? Child.Nothing.NOTHING : new Child.Branch(Page.of(children));
  }

  private static Child[] children(Child current) {
    if (current instanceof Child.Branch(Page page)) {
      return page.children();
    }
    Child[] none = new Child[Page.WIDTH];
    Arrays.fill(none, Child.Nothing.NOTHING);
    return none;
  }

  private static boolean isEmpty(Child[] children) {
    for (Child child : children) {
      if (!child.equals(Child.Nothing.NOTHING)) {
        return false;
      }
    }
    return true;
  }

  /** The half byte of a slot's index at that depth. */
  private static int half(int index, int depth) {
    return (index >>> (4 * (LEVELS - 1 - depth))) & 0xf;
  }
}
