package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Feeds final blocks to one consumer at the consumer's pace: a block is fetched when the one before
 * was taken, so a slow consumer costs one block of memory. One that takes nothing for too long is
 * cut off. Confined to its event loop, but for the methods that say otherwise.
 */
final class BlockPump implements OpenStreams.Stoppable {
  private final NodeBackend backend;
  private final ApiMetrics metrics;
  private final ScheduledExecutorService eventLoop;
  private final long slowMillis;
  private final OpenStreams.Entry entry;
  private final BlockSink sink;

  private long next;
  private long head;
  private long sent;
  private boolean fetching;
  private boolean watched;
  private boolean ended;
  private @Nullable FinalizedBlock fetched;
  private NodeBackend.@Nullable Subscription subscription;

  BlockPump(
      NodeBackend backend,
      ApiMetrics metrics,
      ScheduledExecutorService eventLoop,
      ApiConfig.Limits limits,
      OpenStreams.Entry entry,
      BlockSink sink) {
    this.backend = backend;
    this.metrics = metrics;
    this.eventLoop = eventLoop;
    this.slowMillis = limits.slowConsumerMillis();
    this.entry = entry;
    this.sink = sink;
  }

  /** Begins at {@code from}, or behind the latest final block for 0. Any thread. */
  void start(long from) {
    entry.bind(this);
    execute(() -> {
      if (ended) {
        return;
      }
      subscription = backend.onFinalized(height -> execute(() -> finalized(height)));
      head = backend.status().finalizedHeight();
      next = from == 0 ? head + 1 : from;
      pump();
    });
  }

  /** The consumer may have taken something. Any thread. */
  void wake() {
    execute(this::pump);
  }

  /** The consumer has gone. Any thread. */
  void close() {
    execute(this::end);
  }

  /** Any thread. */
  @Override
  public void fail(ApiError error) {
    execute(() -> {
      if (!ended) {
        metrics.failed(error.code());
        sink.fail(error);
        end();
      }
    });
  }

  private void finalized(long height) {
    head = Math.max(head, height);
    pump();
  }

  private void pump() {
    if (ended) {
      return;
    }
    FinalizedBlock block = fetched;
    if (block != null) {
      if (!sink.ready()) {
        watch();
        return;
      }
      fetched = null;
      sent++;
      next++;
      sink.send(block);
    }
    if (!ended && !fetching && fetched == null && next <= head) {
      fetching = true;
      CompletableFuture<Void> _ =
          backend
              .block(next)
              .thenAccept(found -> execute(() -> fetched(found)))
              .exceptionally(failure -> {
                fail(Failures.of(failure));
                return null;
              });
    }
  }

  private void fetched(Optional<FinalizedBlock> found) {
    fetching = false;
    if (found.isPresent()) {
      fetched = found.get();
      pump();
    } else {
      head = Math.min(head, next - 1); // Not there yet after all; the next notice tries again.
    }
  }

  /** Looks again after a while: a consumer that took nothing meanwhile is cut off. */
  private void watch() {
    if (watched) {
      return;
    }
    watched = true;
    long before = sent;
    try {
      Future<?> _ = eventLoop.schedule(() -> check(before), slowMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // The server has stopped, and its connections are gone with it.
    }
  }

  private void check(long before) {
    watched = false;
    if (ended || fetched == null) {
      return;
    }
    if (sent != before || sink.ready()) {
      pump();
      return;
    }
    fail(
        new ApiError(
            ErrorCode.SLOW_CONSUMER,
            "this stream read nothing for "
                + slowMillis
                + " ms; connect again from height "
                + next
                + " and read faster"));
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    fetched = null;
    NodeBackend.Subscription open = subscription;
    if (open != null) {
      open.close();
    }
    entry.close();
  }

  private void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException _) {
      // As in watch.
    }
  }
}
