package io.quorate.application.state;

import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The making of one version out of the one before. It goes down the tree with all changes at once,
 * sorted by position, so that each page on the way is read, hashed and written once per block
 * however many changes pass through it. Used once, by one thread.
 */
final class TreeUpdate {
  private final Pages pages;
  private final Records records;
  private final long version;
  private final WriteBatch batch;
  private final List<Bytes> stale = new ArrayList<>();
  private final Map<Bytes, Page> written = new LinkedHashMap<>();

  TreeUpdate(Pages pages, Records records, long version, WriteBatch batch) {
    this.pages = pages;
    this.records = records;
    this.version = version;
    this.batch = batch;
  }

  /** The keys of the entries that the new version no longer needs. */
  List<Bytes> stale() {
    return stale;
  }

  /** The new pages by their keys. */
  Map<Bytes, Page> written() {
    return written;
  }

  /**
   * The slots of the crown that change, and what they hold then.
   *
   * @param changes sorted by position, each position once
   */
  SortedMap<Integer, Child> update(Versions versions, List<Change> changes) {
    SortedMap<Integer, Child> changed = new TreeMap<>();
    for (int from = 0; from < changes.size(); ) {
      int slot = Crown.slotOf(changes.get(from).position());
      int to = from + 1;
      while (to < changes.size() && Crown.slotOf(changes.get(to).position()) == slot) {
        to++;
      }
      Child before = versions.latestSlot(slot);
      Child after = update(before, Crown.LEVELS, changes.subList(from, to));
      if (!after.equals(before)) {
        changed.put(slot, after);
      }
      from = to;
    }
    return changed;
  }

  /**
   * What becomes of a subtree; its equal where nothing changes.
   *
   * @param depth in half bytes
   * @param changes at least one, sorted, all inside the subtree, each position once
   */
  private Child update(Child current, int depth, List<Change> changes) {
    return switch (current) {
      case Child.Nothing _ -> build(depth, survivors(changes));
      case Child.Leaf leaf -> build(depth, survivors(besides(leaf, changes)));
      case Child.Inner inner -> rewrite(inner, depth, changes);
    };
  }

  private Child rewrite(Child.Inner inner, int depth, List<Change> changes) {
    Hash position = changes.getFirst().position();
    Bytes key = records.page(inner.version(), depth, position);
    Page page =
        pages
            .get(key)
            .orElseThrow(
                () -> new IllegalStateException("the store lacks the tree page " + key.toHex()));
    Child[] next = page.children();
    boolean changed = false;
    for (int from = 0; from < changes.size(); ) {
      int index = index(changes.get(from), depth);
      int to = endOfGroup(changes, from, depth);
      Child child = update(next[index], depth + 1, changes.subList(from, to));
      changed |= !child.equals(next[index]);
      next[index] = child;
      from = to;
    }
    if (!changed) {
      return inner;
    }
    stale.add(key);
    return collapsible(next) ? onlyChild(next) : write(Page.of(next), depth, position);
  }

  /** A subtree over exactly these leaves. */
  private Child build(int depth, List<Change> leaves) {
    if (leaves.isEmpty()) {
      return Child.Nothing.NOTHING;
    }
    if (leaves.size() == 1) {
      return leaf(leaves.getFirst());
    }
    Child[] children = new Child[Page.WIDTH];
    Arrays.fill(children, Child.Nothing.NOTHING);
    for (int from = 0; from < leaves.size(); ) {
      int to = endOfGroup(leaves, from, depth);
      children[index(leaves.get(from), depth)] = build(depth + 1, leaves.subList(from, to));
      from = to;
    }
    return write(Page.of(children), depth, leaves.getFirst().position());
  }

  private Child leaf(Change change) {
    return switch (change) {
      case Change.Keep(Child.Leaf leaf) -> leaf;
      case Change.Put(Hash position, Hash leaf, Bytes key, Bytes value) -> {
        batch.put(records.value(version, position), Records.encodeValue(key, value));
        yield new Child.Leaf(position, leaf, version);
      }
      case Change.Remove _ -> throw new IllegalStateException("a removed key has no leaf");
    };
  }

  private Child.Inner write(Page page, int depth, Hash position) {
    Bytes key = records.page(version, depth, position);
    batch.put(key, page.encoded());
    written.put(key, page);
    return new Child.Inner(page.hash(), version);
  }

  /** The changes together with the leaf that stands where they go, unless they replace it. */
  private List<Change> besides(Child.Leaf leaf, List<Change> changes) {
    List<Change> all = new ArrayList<>(changes.size() + 1);
    boolean placed = false;
    for (Change change : changes) {
      int order = leaf.position().compareTo(change.position());
      if (order < 0 && !placed) {
        all.add(new Change.Keep(leaf));
      }
      placed |= order <= 0;
      all.add(order == 0 ? replacing(leaf, change) : change);
    }
    if (!placed) {
      all.add(new Change.Keep(leaf));
    }
    return all;
  }

  /**
   * The change of the leaf's own position; setting the value that is there already keeps the leaf.
   */
  private Change replacing(Child.Leaf leaf, Change change) {
    if (change instanceof Change.Put put && put.leaf().equals(leaf.hash())) {
      return new Change.Keep(leaf);
    }
    stale.add(records.value(leaf.version(), leaf.position()));
    return change;
  }

  private static List<Change> survivors(List<Change> changes) {
    List<Change> left = new ArrayList<>(changes.size());
    for (Change change : changes) {
      if (!(change instanceof Change.Remove)) {
        left.add(change);
      }
    }
    return left;
  }

  /** Whether fewer than two leaves are left, so that no page is needed. */
  private static boolean collapsible(Child[] children) {
    int leaves = 0;
    for (Child child : children) {
      switch (child) {
        case Child.Nothing _ -> {}
        case Child.Leaf _ -> leaves++;
        case Child.Inner _ -> leaves += 2;
      }
    }
    return leaves < 2;
  }

  private static Child onlyChild(Child[] children) {
    for (Child child : children) {
      if (!child.equals(Child.Nothing.NOTHING)) {
        return child;
      }
    }
    return Child.Nothing.NOTHING;
  }

  private static int endOfGroup(List<Change> changes, int from, int depth) {
    int index = index(changes.get(from), depth);
    int to = from + 1;
    while (to < changes.size() && index(changes.get(to), depth) == index) {
      to++;
    }
    return to;
  }

  /** Which of a page's children the change belongs to. */
  private static int index(Change change, int depth) {
    return index(change.position(), depth);
  }

  /** The half byte of a position at that depth. */
  static int index(Hash position, int depth) {
    int pair = position.bytes().at(depth / 2);
    return depth % 2 == 0 ? (pair >>> 4) & 0xf : pair & 0xf;
  }
}
