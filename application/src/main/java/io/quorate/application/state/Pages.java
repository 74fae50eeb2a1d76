package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages below the crown: those used last in memory, all of them in the store. The memory is
 * bounded and forgetting changes no answer, as the page under a key is always the same.
 * Thread-safe; the store is read outside of the lock.
 */
final class Pages {
  /** What a page costs beside its bytes: objects, key and entry of the map. */
  private static final int OVERHEAD = 240;

  private final KeyValueStore store;
  private final long capacity;

  /** The page used last stands last. */
  private final LinkedHashMap<Bytes, Page> recent = new LinkedHashMap<>();

  private long bytes;

  /**
   * @param capacity bytes of pages in memory
   */
  Pages(KeyValueStore store, long capacity) {
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
      forgotten(recent.remove(key));
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
    forgotten(recent.putLast(key, page));
    bytes += weight(page);
    while (bytes > capacity) {
      forgotten(recent.pollFirstEntry().getValue());
    }
  }

  private void forgotten(@Nullable Page page) {
    if (page != null) {
      bytes -= weight(page);
    }
  }

  private static int weight(Page page) {
    return OVERHEAD + page.encoded().size();
  }
}
