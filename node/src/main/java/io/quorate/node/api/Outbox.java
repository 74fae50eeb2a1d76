package io.quorate.node.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.SubmitResponse;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers on their way to one client. Any thread adds; the call's event loop merges what has
 * gathered into few messages and sends them while the client reads. A client that leaves too much
 * unread, or anything for too long, is cut off.
 */
final class Outbox {
  private static final int MESSAGE_BYTES = 512 << 10;

  private final ServerCallStreamObserver<SubmitResponse> out;
  private final ScheduledExecutorService eventLoop;
  private final ApiConfig.Limits limits;
  private final Consumer<ApiError> cutOff;

  private final ArrayDeque<SubmitResponse> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean flushScheduled;

  /** Only touched on the event loop. */
  private boolean ended;

  /**
   * Only touched on the event loop: how often a message left, to see whether the client reads at
   * all.
   */
  private long sent;

  private boolean watched;

  Outbox(
      ServerCallStreamObserver<SubmitResponse> out,
      ScheduledExecutorService eventLoop,
      ApiConfig.Limits limits,
      Consumer<ApiError> cutOff) {
    this.out = out;
    this.eventLoop = eventLoop;
    this.limits = limits;
    this.cutOff = cutOff;
    out.setOnReadyHandler(this::flush);
  }

  void add(SubmitResponse part) {
    boolean overflow;
    boolean schedule;
    synchronized (waiting) {
      overflow = waitingBytes > limits.responseBacklogBytes();
      schedule = !flushScheduled;
      flushScheduled = true;
      if (!overflow) {
        waiting.add(part);
        waitingBytes += part.getSerializedSize();
      }
    }
    if (overflow) {
      cutOff.accept(slow("left " + limits.responseBacklogBytes() + " bytes of answers unread"));
    } else if (schedule) {
      execute(this::flush);
    }
  }

  /** Runs {@code task} on the event loop; not at all when that has shut down. */
  void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException _) {
      // The server has stopped, and its connections are gone with it.
    }
  }

  void complete() {
    execute(() -> {
      while (!ended && sendOne()) {
        sent++;
      }
      end(out::onCompleted);
    });
  }

  void fail(ApiError error) {
    execute(() -> end(() -> out.onError(error.toStatus())));
  }

  private void end(Runnable last) {
    if (!ended) {
      ended = true;
      if (!out.isCancelled()) {
        last.run();
      }
    }
  }

  private void flush() {
    synchronized (waiting) {
      flushScheduled = false;
    }
    while (!ended && out.isReady() && sendOne()) {
      sent++;
    }
    if (!ended && !out.isReady()) {
      watch();
    }
  }

  private boolean sendOne() {
    SubmitResponse.Builder message = SubmitResponse.newBuilder();
    int bytes = 0;
    synchronized (waiting) {
      while (bytes < MESSAGE_BYTES) {
        SubmitResponse part = waiting.poll();
        if (part == null) {
          break;
        }
        int size = part.getSerializedSize();
        bytes += size;
        waitingBytes -= size;
        message.mergeFrom(part);
      }
    }
    if (bytes == 0) {
      return false;
    }
    if (!out.isCancelled()) {
      out.onNext(message.build());
    }
    return true;
  }

  /** Looks again after a while: a client that took nothing meanwhile is cut off. */
  private void watch() {
    if (watched) {
      return;
    }
    watched = true;
    long before = sent;
    try {
      Future<?> _ =
          eventLoop.schedule(
              () -> check(before), limits.slowConsumerMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // As in execute.
    }
  }

  private void check(long before) {
    watched = false;
    boolean some;
    synchronized (waiting) {
      some = !waiting.isEmpty();
    }
    if (ended || !some || out.isReady()) {
      return;
    }
    if (sent == before) {
      cutOff.accept(slow("read nothing for " + limits.slowConsumerMillis() + " ms"));
    } else {
      watch();
    }
  }

  private static ApiError slow(String what) {
    return new ApiError(
        ErrorCode.SLOW_CONSUMER,
        "this connection "
            + what
            + "; connect again, read faster, and send the unanswered transactions again");
  }
}
