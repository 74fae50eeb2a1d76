package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The versions that can be read: the crown of the latest one, and for each older one what leads
 * back to it. Thread-safe: the lock is held for the few nodes that a reader or a finished version
 * touches, never while anything is hashed or read from the store.
 */
final class Versions {
  private final Crown crown = new Crown();

  /** The first leads from the second version to the oldest one, and so on. */
  private final List<Patch> back = new ArrayList<>();

  private long oldest;

  /** -1 when there is none. */
  private long latest = -1;

  /** The last version, or -1 when there is none. */
  synchronized long latest() {
    return latest;
  }

  synchronized long oldest() {
    return oldest;
  }

  synchronized boolean has(long version) {
    return version >= oldest && version <= latest;
  }

  /** The root of a version, or empty when it cannot be read. */
  synchronized Optional<Hash> root(long version) {
    return at(version, Crown.ROOT).map(Place::hash);
  }

  /** What a version has below a slot, or empty when it cannot be read. */
  synchronized Optional<Child> slot(long version, int slot) {
    return at(version, Crown.node(slot)).map(Place::child);
  }

  /**
   * Follows the way to a position, adding the hashes beside it, and returns what it ends at:
   * nothing, a leaf that is alone from there on (not always that of the position), or the page
   * below the slot; or empty when the version cannot be read.
   */
  synchronized Optional<Child> descend(long version, Hash position, List<Hash> siblings) {
    if (!has(version)) {
      return Optional.empty();
    }
    int slot = Crown.slotOf(position);
    int id = Crown.ROOT;
    for (int depth = 0; depth < Crown.DEPTH; depth++) {
      Place place = place(version, id);
      if (place.isNothing()) {
        return Optional.of(Child.Nothing.NOTHING);
      }
      if (place.isLeaf()) {
        return Optional.of(onlyLeaf(version, id));
      }
      id = 2 * id + ((slot >>> (Crown.DEPTH - 1 - depth)) & 1);
      siblings.add(place(version, id ^ 1).hash());
    }
    return Optional.of(place(version, id).child());
  }

  /** What the latest version has below a slot; for the thread that makes versions. */
  Child latestSlot(int slot) {
    return crown.slot(slot);
  }

  /** What changed slots make of the latest version; for the thread that makes versions. */
  Patch patch(SortedMap<Integer, Child> slots) {
    return crown.patch(slots);
  }

  /** The root that the latest version would have with a patch. */
  Hash root(Patch patch) {
    return patch.root().orElseGet(crown::hash);
  }

  /** Makes a patch of the latest version the next one. */
  synchronized void add(long version, Patch patch) {
    crown.swap(patch);
    if (latest < 0) {
      oldest = version;
    } else {
      back.add(patch);
    }
    latest = version;
  }

  /** Gives up the versions before one of those that there are. */
  synchronized void forgetBefore(long version) {
    back.subList(0, (int) (version - oldest)).clear();
    oldest = version;
  }

  /**
   * The versions that a store holds.
   *
   * @throws IllegalStateException when their crowns do not have the roots that the store says: it
   *     is damaged
   */
  static Versions open(KeyValueStore store, Records records) {
    Versions versions = new Versions();
    List<KeyValueStore.Entry> last =
        store.scanDescending(records.firstRoot(), records.endOfRoots(), 1);
    if (last.isEmpty()) {
      return versions;
    }
    KeyValueStore.Entry first = store.scan(records.firstRoot(), records.endOfRoots(), 1).getFirst();
    long oldest = records.versionOfRoot(first.key());
    long latest = records.versionOfRoot(last.getFirst().key());
    versions.restore(oldest, Journal.slots(store, records, oldest), store, records);
    for (long version = oldest + 1; version <= latest; version++) {
      Journal journal = Journal.read(store, records, version).orElseThrow(Versions::damaged);
      versions.restore(version, journal.changed(), store, records);
    }
    return versions;
  }

  private void restore(
      long version, SortedMap<Integer, Child> changed, KeyValueStore store, Records records) {
    Patch patch = patch(changed);
    Hash stored = store.get(records.root(version)).map(Hash::new).orElseThrow(Versions::damaged);
    if (!stored.equals(root(patch))) {
      throw damaged();
    }
    add(version, patch);
  }

  /** A node as a version has it. */
  private record Place(Nodes rows, int row) {
    boolean isNothing() {
      return rows.isNothing(row);
    }

    boolean isLeaf() {
      return rows.isLeaf(row);
    }

    Hash hash() {
      return rows.hash(row);
    }

    Child child() {
      return rows.child(row);
    }
  }

  private Optional<Place> at(long version, int id) {
    return has(version) ? Optional.of(place(version, id)) : Optional.empty();
  }

  /** The first patch on the way from the version on that has the node has it as it was. */
  private Place place(long version, int id) {
    for (int i = (int) (version - oldest); i < back.size(); i++) {
      int row = back.get(i).row(id);
      if (row >= 0) {
        return new Place(back.get(i).rows(), row);
      }
    }
    return new Place(crown.nodes(), id);
  }

  /** The leaf that is alone below a node. */
  private Child onlyLeaf(long version, int id) {
    int at = id;
    while (at < Crown.SLOTS) {
      at = place(version, 2 * at).isLeaf() ? 2 * at : 2 * at + 1;
    }
    return place(version, at).child();
  }

  private static IllegalStateException damaged() {
    return new IllegalStateException(
        "the store is damaged: the state tree in it does not have the root that it should have");
  }
}
