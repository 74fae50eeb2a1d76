package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Feeds final blocks to one consumer at the consumer's pace: a block is fetched when the one before
 * was taken, so a slow consumer costs one message of memory, which is charged to the call. One that
 * takes nothing for too long is cut off. One that wants nothing of what it makes the node read is
 * slowed down. Confined to its event loop, but for the methods that say otherwise.
 *
 * @param <M> what the consumer gets of a block, if anything
 */
final class BlockPump<M> implements OpenStreams.Stoppable {
  /** Blocks without a message after which the pump rests. */
  private static final int FRUITLESS = 16;

  private static final long REST_MILLIS = 20;

  private final NodeBackend backend;
  private final ApiMetrics metrics;
  private final ScheduledExecutorService eventLoop;
  private final long slowMillis;
  private final Call call;
  private final View<M> view;
  private final BlockSink<M> sink;

  private long next;
  private long head;
  private long sent;
  private int fruitless;
  private boolean fetching;
  private boolean watched;
  private boolean ended;
  private @Nullable M fetched;
  private NodeBackend.@Nullable Subscription subscription;

  /**
   * What the consumer gets of a block; runs on the backend's threads.
   *
   * @param <M> its type
   */
  @FunctionalInterface
  interface View<M> extends Function<FinalizedBlock, Optional<M>> {}

  BlockPump(
      NodeBackend backend,
      ApiMetrics metrics,
      ScheduledExecutorService eventLoop,
      ApiConfig.Limits limits,
      Call call,
      View<M> view,
      BlockSink<M> sink) {
    this.backend = backend;
    this.metrics = metrics;
    this.eventLoop = eventLoop;
    this.slowMillis = limits.slowConsumerMillis();
    this.call = call;
    this.view = view;
    this.sink = sink;
  }

  /** Begins at {@code from}, or behind the latest final block for 0. Any thread. */
  void start(OpenStreams.Entry entry, long from) {
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
    M message = fetched;
    if (message != null) {
      if (!sink.ready()) {
        watch();
        return;
      }
      fetched = null;
      sent++;
      next++;
      sink.send(message);
    }
    if (!ended && !fetching && fetched == null && next <= head) {
      fetching = true;
      CompletableFuture<Void> _ =
          backend
              .block(next, this::charged)
              .thenAccept(found -> execute(() -> fetched(found)))
              .exceptionally(failure -> {
                fail(Failures.of(failure));
                return null;
              });
    }
  }

  /** On a thread of the backend. */
  private Optional<M> charged(FinalizedBlock block) {
    Optional<M> message = view.apply(block);
    if (message.isPresent() && !call.take(sink.size(message.get()))) {
      throw Failures.tooMuchUnread();
    }
    return message;
  }

  private void fetched(Optional<Optional<M>> found) {
    fetching = false;
    if (found.isEmpty()) {
      head = Math.min(head, next - 1); // Not there yet after all; the next notice tries again.
    } else if (found.get().isPresent()) {
      fruitless = 0;
      fetched = found.get().get();
      pump();
    } else {
      next++;
      fruitless++;
      if (fruitless % FRUITLESS == 0) {
        rest();
      } else {
        pump();
      }
    }
  }

  private void rest() {
    fetching = true;
    schedule(
        () -> {
          fetching = false;
          pump();
        },
        REST_MILLIS);
  }

  /** Looks again after a while: a consumer that took nothing meanwhile is cut off. */
  private void watch() {
    if (watched) {
      return;
    }
    watched = true;
    long before = sent;
    schedule(() -> check(before), slowMillis);
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
    call.endWithin(slowMillis);
  }

  private void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException _) {
      // The server has stopped, and its connections are gone with it.
    }
  }

  private void schedule(Runnable task, long millis) {
    try {
      Future<?> _ = eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // As in execute.
    }
  }
}
