package io.quorate.consensus.storage;

import io.quorate.crypto.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store in memory, for simulations and tests. It never loses anything while it lives, so {@link
 * #sync} has nothing to do; a simulated disk that loses what was not synced wraps it. Thread-safe.
 */
public final class MemoryStore implements KeyValueStore {
  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();

  @Override
  public synchronized Optional<Bytes> get(Bytes key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized List<Entry> scan(Bytes from, Bytes to, int limit) {
    return from.compareTo(to) < 0 ? first(entries.subMap(from, true, to, false), limit) : List.of();
  }

  @Override
  public synchronized List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    return from.compareTo(to) < 0
        ? first(entries.subMap(from, true, to, false).descendingMap(), limit)
        : List.of();
  }

  @Override
  public synchronized void write(WriteBatch batch) {
    for (WriteBatch.Change change : batch.changes()) {
      switch (change) {
        case WriteBatch.Put(Bytes key, Bytes value) -> entries.put(own(key), own(value));
        case WriteBatch.Delete(Bytes key) -> entries.remove(key);
      }
    }
  }

  @Override
  public void sync() {}

  /** The number of entries. */
  public synchronized int size() {
    return entries.size();
  }

  /** A copy: a slice would keep the whole message it was cut from in memory. */
  private static Bytes own(Bytes bytes) {
    return Bytes.wrap(bytes.toArray());
  }

  private static List<Entry> first(NavigableMap<Bytes, Bytes> range, int limit) {
    List<Entry> found = new ArrayList<>();
    for (Map.Entry<Bytes, Bytes> entry : range.entrySet()) {
      if (found.size() >= limit) {
        break;
      }
      found.add(new Entry(entry.getKey(), entry.getValue()));
    }
    return List.copyOf(found);
  }
}
