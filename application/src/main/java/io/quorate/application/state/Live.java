package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The versions that can be read, with their crowns. Immutable.
 *
 * @param oldest the first of them
 * @param crowns one per version, from the oldest on; none when the tree has no version yet
 */
record Live(long oldest, List<Crown> crowns) {
  static final Live NONE = new Live(0, List.of());

  /** Copies the list. */
  Live {
    crowns = List.copyOf(crowns);
  }

  /** The last version, or -1 when there is none. */
  long latest() {
    return crowns.isEmpty() ? -1 : oldest + crowns.size() - 1;
  }

  boolean has(long version) {
    return version >= oldest && version <= latest();
  }

  Optional<Crown> crown(long version) {
    return has(version) ? Optional.of(crowns.get((int) (version - oldest))) : Optional.empty();
  }

  /** The crown of the last version, or an empty one. */
  Crown last() {
    return crowns.isEmpty() ? Crown.EMPTY : crowns.getLast();
  }

  /** The same without the versions before one of those it has. */
  Live from(long first) {
    return first == oldest
        ? this
        : new Live(first, crowns.subList((int) (first - oldest), crowns.size()));
  }

  /** The same with one more version. */
  Live and(long version, Crown crown) {
    if (crowns.isEmpty()) {
      return new Live(version, List.of(crown));
    }
    List<Crown> more = new ArrayList<>(crowns);
    more.add(crown);
    return new Live(oldest, more);
  }

  /**
   * The versions that a store holds.
   *
   * @throws IllegalStateException when their crowns do not have the roots that the store says: it
   *     is damaged
   */
  static Live open(KeyValueStore store, Records records) {
    List<KeyValueStore.Entry> last =
        store.scanDescending(records.firstRoot(), records.endOfRoots(), 1);
    if (last.isEmpty()) {
      return NONE;
    }
    KeyValueStore.Entry first = store.scan(records.firstRoot(), records.endOfRoots(), 1).getFirst();
    long oldest = records.versionOfRoot(first.key());
    long latest = records.versionOfRoot(last.getFirst().key());
    List<Crown> crowns = new ArrayList<>();
    Crown crown = oldestCrown(store, records, oldest);
    crowns.add(checked(store, records, oldest, crown));
    for (long version = oldest + 1; version <= latest; version++) {
      Journal journal =
          store.get(records.journal(version)).map(Journal::decode).orElseThrow(Live::damaged);
      crown = crown.with(journal.changed());
      crowns.add(checked(store, records, version, crown));
    }
    return new Live(oldest, crowns);
  }

  /** A tree younger than a whole cycle of journals began with empty slots. */
  private static Crown oldestCrown(KeyValueStore store, Records records, long oldest) {
    Child[] slots = new Child[Crown.SLOTS];
    Arrays.fill(slots, Child.Nothing.NOTHING);
    for (long v = Math.max(0, oldest - Journal.CYCLE + 1); v <= oldest; v++) {
      long version = v;
      store
          .get(records.journal(version))
          .map(Journal::decode)
          .ifPresent(journal -> journal.replay(version, slots));
    }
    return Crown.of(slots);
  }

  private static Crown checked(KeyValueStore store, Records records, long version, Crown crown) {
    Hash stored = store.get(records.root(version)).map(Hash::new).orElseThrow(Live::damaged);
    if (!stored.equals(crown.hash())) {
      throw damaged();
    }
    return crown;
  }

  private static IllegalStateException damaged() {
    return new IllegalStateException(
        "the store is damaged: the state tree in it does not have the root that it should have");
  }
}
