package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls without an end: counted, limited, and ended when the server stops. Thread-safe. */
final class OpenStreams {
  private final ApiMetrics metrics;
  private final int limit;
  private final Set<Entry> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  OpenStreams(ApiMetrics metrics, int limit) {
    this.metrics = metrics;
    this.limit = limit;
  }

  /** A call that can be ended from outside. */
  @FunctionalInterface
  interface Stoppable {
    void fail(ApiError error);
  }

  /** One open call. */
  final class Entry {
    private volatile Stoppable call = error -> {};

    private Entry() {}

    /** Names the call once it exists; ends it at once if the server stops meanwhile. */
    void bind(Stoppable stoppable) {
      call = stoppable;
      if (stopping) {
        stoppable.fail(stopped());
      }
    }

    /** The call has ended. */
    void close() {
      if (open.remove(this)) {
        metrics.streams(-1);
      }
    }
  }

  /**
   * Counts a new call.
   *
   * @throws ApiException when there are too many, or the server stops
   */
  Entry open() {
    if (stopping) {
      throw new ApiException(stopped());
    }
    if (metrics.streams(1) > limit) {
      metrics.streams(-1);
      throw new ApiException(
          ErrorCode.UNAVAILABLE,
          "this node serves " + limit + " streams already; ask another node");
    }
    Entry entry = new Entry();
    open.add(entry);
    return entry;
  }

  /** Ends all calls and lets no new ones in. */
  void stop() {
    stopping = true;
    for (Entry entry : open) {
      entry.call.fail(stopped());
    }
  }

  private static ApiError stopped() {
    return new ApiError(ErrorCode.UNAVAILABLE, "this node is stopping; ask another node");
  }
}
