package io.quorate.crypto;

import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The values used most recently, at most a fixed number of them. Thread-safe; it only saves work,
 * so what it forgets changes no answer.
 */
final class LruCache<K, V> {
  private final int capacity;

  /** The value used last stands last. */
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>();

  LruCache(int capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<V> get(K key) {
    V value = entries.get(key);
    if (value == null) {
      return Optional.empty();
    }
    entries.putLast(key, value);
    return Optional.of(value);
  }

  synchronized void put(K key, V value) {
    entries.putLast(key, value);
    if (entries.size() > capacity) {
      entries.pollFirstEntry();
    }
  }

  synchronized int size() {
    return entries.size();
  }
}
