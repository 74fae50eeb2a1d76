package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls without an end: counted, limited, and ended when the server stops. Thread-safe. */
final class OpenStreams {
  private final ApiMetrics metrics;
  private final int limit;
  private final Shares places;
  private final Set<Entry> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  OpenStreams(ApiMetrics metrics, int limit) {
    this.metrics = metrics;
    this.limit = limit;
    this.places = new Shares(limit);
  }

  /** A call that can be ended from outside. */
  @FunctionalInterface
  interface Stoppable {
    void fail(ApiError error);
  }

  /** One open call. */
  final class Entry {
    private final Origin origin;
    private volatile Stoppable call = error -> {};

    private Entry(Origin origin) {
      this.origin = origin;
    }

    /** Names the call once it exists; ends it at once if the server stops meanwhile. */
    void bind(Stoppable stoppable) {
      call = stoppable;
      if (stopping) {
        stoppable.fail(stopped());
      }
    }

    private void close() {
      open.remove(this);
      places.give(origin, 1);
      metrics.streams(-1);
    }
  }

  /**
   * Counts a new stream until its call has ended, and takes the call's deadline away.
   *
   * @throws ApiException when there are too many, or the server stops
   */
  Entry open(Call call) {
    if (stopping) {
      throw new ApiException(stopped());
    }
    if (!places.take(call.origin(), 1)) {
      throw new ApiException(
          ErrorCode.UNAVAILABLE,
          "of "
              + limit
              + " streams too few are left for one more of this address; ask another node");
    }
    metrics.streams(1);
    Entry entry = new Entry(call.origin());
    open.add(entry);
    call.endWheneverItLikes();
    call.onEnd(entry::close);
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
