package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages below the crown: those used last in memory, all of them in the store. The memory is
 * bounded and forgetting changes no answer, as the page under a key is always the same.
 * Thread-safe; the store is read outside of the lock.
 */
final class Pages {
  private final KeyValueStore store;
  private final int capacity;

  /** The page used last stands last. */
  private final LinkedHashMap<Bytes, Page> recent = new LinkedHashMap<>();

  Pages(KeyValueStore store, int capacity) {
    this.store = store;
    this.capacity = capacity;
  }

  /** The page under that key, or empty when the store has none. */
  Optional<Page> get(Bytes key) {
    Optional<Page> cached = cached(key);
    if (cached.isPresent()) {
      return cached;
    }
    Optional<Page> loaded = store.get(key).map(Page::decode);
    loaded.ifPresent(page -> remember(key, page));
    return loaded;
  }

  /** Adds pages that the store holds by now, in the place of those that they replaced. */
  synchronized void replace(List<Bytes> stale, Map<Bytes, Page> pages) {
    for (Bytes key : stale) {
      recent.remove(key);
    }
    pages.forEach(this::remember);
  }

  private synchronized Optional<Page> cached(Bytes key) {
    Page page = recent.get(key);
    if (page == null) {
      return Optional.empty();
    }
    recent.putLast(key, page);
    return Optional.of(page);
  }

  private synchronized void remember(Bytes key, Page page) {
    recent.putLast(key, page);
    if (recent.size() > capacity) {
      recent.pollFirstEntry();
    }
  }
}
