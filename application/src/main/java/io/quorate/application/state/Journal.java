package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What one version stores of its {@link Crown}: the slots that it changed, and, changed or not, one
 * 256th of all slots, another one each version. The journals of {@value #CYCLE} versions in a row
 * therefore hold every slot as the last of them left it, and older ones can go.
 *
 * @param changed what the changed slots hold
 * @param share what the slots of this version's share hold; the empty ones are left out
 */
record Journal(SortedMap<Integer, Child> changed, SortedMap<Integer, Child> share) {
  /** After so many versions each slot was in the share once. */
  static final int CYCLE = 256;

  private static final int SHARE = Crown.SLOTS / CYCLE;
  private static final int MINIMUM_ITEM = 5;

  private record Item(int slot, Child child) {}

  /**
   * The journal of the version in which these slots changed.
   *
   * @param before what the version before has below a slot
   */
  static Journal of(long version, IntFunction<Child> before, SortedMap<Integer, Child> changed) {
    SortedMap<Integer, Child> share = new TreeMap<>();
    int first = firstOfShare(version);
    for (int slot = first; slot < first + SHARE; slot++) {
      Child child = before.apply(slot);
      if (!child.equals(Child.Nothing.NOTHING)) {
        share.put(slot, child);
      }
    }
    share.putAll(changed.subMap(first, first + SHARE));
    share.values().removeIf(Child.Nothing.NOTHING::equals);
    return new Journal(changed, share);
  }

  /** The journal that a store has of a version. */
  static Optional<Journal> read(KeyValueStore store, Records records, long version) {
    return store.get(records.journal(version)).map(Journal::decode);
  }

  /**
   * The slots of a version that hold something, from its journal and those before it. A tree
   * younger than a whole cycle of journals began with empty slots.
   */
  static SortedMap<Integer, Child> slots(KeyValueStore store, Records records, long version) {
    SortedMap<Integer, Child> slots = new TreeMap<>();
    for (long v = Math.max(0, version - CYCLE + 1); v <= version; v++) {
      Optional<Journal> journal = read(store, records, v);
      if (journal.isPresent()) {
        journal.get().replay(v, slots);
      }
    }
    slots.values().removeIf(Child.Nothing.NOTHING::equals);
    return slots;
  }

  /** Brings the slots forward to this version, as far as it can. */
  private void replay(long version, SortedMap<Integer, Child> slots) {
    slots.putAll(changed);
    int first = firstOfShare(version);
    slots.subMap(first, first + SHARE).clear();
    slots.putAll(share);
  }

  Bytes encoded() {
    Encoder out = new Encoder(4096);
    encode(out, changed);
    encode(out, share);
    return out.toBytes();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws IllegalStateException when it is anything else: the store is damaged
   */
  static Journal decode(Bytes stored) {
    return Decoder.decode(stored, stored.size(), in -> new Journal(read(in), read(in))).orThrow();
  }

  private static int firstOfShare(long version) {
    return (int) (version % CYCLE) * SHARE;
  }

  private static void encode(Encoder out, SortedMap<Integer, Child> slots) {
    out.u32(slots.size());
    slots.forEach((slot, child) -> child.encode(out.u32(slot)));
  }

  private static SortedMap<Integer, Child> read(Decoder in) throws MalformedInput {
    SortedMap<Integer, Child> slots = new TreeMap<>();
    for (Item item : in.list(Crown.SLOTS, MINIMUM_ITEM, i -> new Item(i.u32(), Child.decode(i)))) {
      if (item.slot() >= Crown.SLOTS) {
        throw new MalformedInput("no slot " + item.slot());
      }
      slots.put(item.slot(), item.child());
    }
    return slots;
  }
}
