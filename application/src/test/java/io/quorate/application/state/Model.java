package io.quorate.application.state;

import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a state tree should hold: a plain map per version, and batches of changes drawn from a seed.
 */
final class Model {
  private final NavigableMap<Long, NavigableMap<Bytes, Bytes>> versions = new TreeMap<>();
  private final Random random;
  private final int keys;

  Model(long seed, int keys) {
    this.random = new Random(seed);
    this.keys = keys;
  }

  NavigableMap<Bytes, Bytes> latest() {
    return versions.isEmpty() ? new TreeMap<>() : versions.lastEntry().getValue();
  }

  NavigableMap<Bytes, Bytes> at(long version) {
    return Objects.requireNonNull(versions.get(version));
  }

  Bytes drawKey() {
    return Bytes.utf8("key-" + random.nextInt(keys));
  }

  /** Up to {@code most} changes: two puts for each removal. */
  SortedMap<Bytes, Optional<Bytes>> draw(int most) {
    SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      boolean put = random.nextInt(3) > 0;
      changes.put(drawKey(), put ? Optional.of(drawValue()) : Optional.empty());
    }
    return changes;
  }

  /**
   * Often one of few values, so that a put may find its value there already; sometimes no bytes at
   * all.
   */
  private Bytes drawValue() {
    byte[] value = new byte[random.nextInt(3)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  void apply(long version, Map<Bytes, Optional<Bytes>> changes) {
    NavigableMap<Bytes, Bytes> next = new TreeMap<>(latest());
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> next.put(key, v), () -> next.remove(key)));
    versions.put(version, next);
  }

  /** Applies, writes and commits one version. */
  static Hash write(
      StateTree tree, MemoryStore store, long version, SortedMap<Bytes, Optional<Bytes>> changes) {
    WriteBatch batch = new WriteBatch();
    Hash root = tree.apply(version, changes, batch);
    store.write(batch);
    tree.committed(version);
    return root;
  }

  /** The changes that make this map out of nothing. */
  static SortedMap<Bytes, Optional<Bytes>> puts(Map<Bytes, Bytes> entries) {
    SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    entries.forEach((key, value) -> changes.put(key, Optional.of(value)));
    return changes;
  }

  /** The root of a tree that never held anything but these entries. */
  static Hash freshRoot(Map<Bytes, Bytes> entries) {
    MemoryStore store = new MemoryStore();
    return write(new StateTree(store, Bytes.EMPTY, 2), store, 0, puts(entries));
  }

  /** Some keys that are there and some that are not. */
  List<Bytes> someKeys(int count) {
    List<Bytes> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(drawKey());
    }
    return drawn;
  }
}
