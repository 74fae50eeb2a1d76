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
 * gathered into few messages and sends them while the client reads. Every answer is charged to the
 * call until it was written. A client that leaves too much unread, or anything for too long, is cut
 * off, the last answers of a call included.
 */
final class Outbox {
  private static final int MESSAGE_BYTES = 512 << 10;

  /** What a part costs in memory beside its bytes, and each answer in it. */
  private static final int PART_BYTES = 256;

  private static final int ENTRY_BYTES = 192;

  /** What gRPC puts before a message. */
  static final int FRAME_BYTES = 5;

  private final ServerCallStreamObserver<SubmitResponse> out;
  private final ScheduledExecutorService eventLoop;
  private final ApiConfig.Limits limits;
  private final Call call;
  private final Consumer<ApiError> cutOff;

  private record Part(SubmitResponse answers, int size, int charge) {}

  private final ArrayDeque<Part> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean flushScheduled;

  /** Only touched on the event loop. */
  private boolean ended;

  /** Only touched on the event loop: the call ends when all has been sent. */
  private boolean completing;

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
      Call call,
      Consumer<ApiError> cutOff) {
    this.out = out;
    this.eventLoop = eventLoop;
    this.limits = limits;
    this.call = call;
    this.cutOff = cutOff;
    out.setOnReadyHandler(this::flush);
  }

  void add(SubmitResponse answers) {
    Part part = part(answers);
    boolean overflow;
    boolean taken = false;
    boolean schedule = false;
    synchronized (waiting) {
      overflow = waitingBytes > limits.backlogBytes();
      if (!overflow) {
        taken = call.take(part.charge());
      }
      if (taken) {
        waiting.add(part);
        waitingBytes += part.charge();
        schedule = !flushScheduled;
        flushScheduled = true;
      }
    }
    if (overflow) {
      cutOff.accept(slow("left " + limits.backlogBytes() + " bytes of answers unread"));
    } else if (!taken) {
      cutOff.accept(Failures.tooMuchUnread().error());
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

  /** Ends the call when the client has taken all that waits. */
  void complete() {
    execute(() -> {
      completing = true;
      flush();
    });
  }

  void fail(ApiError error) {
    execute(() -> end(() -> out.onError(error.toStatus())));
  }

  private void end(Runnable last) {
    if (!ended) {
      ended = true;
      drop();
      call.endWithin(limits.slowConsumerMillis());
      if (!out.isCancelled()) {
        last.run();
      }
    }
  }

  private void drop() {
    synchronized (waiting) {
      waiting.clear();
      call.give(waitingBytes);
      waitingBytes = 0;
    }
  }

  private void flush() {
    synchronized (waiting) {
      flushScheduled = false;
    }
    while (!ended && out.isReady() && sendOne()) {
      sent++;
    }
    if (ended) {
      drop();
    } else if (!out.isReady()) {
      watch();
    } else if (completing) {
      end(out::onCompleted);
    }
  }

  private boolean sendOne() {
    SubmitResponse.Builder message = SubmitResponse.newBuilder();
    int bytes = 0;
    int charged = 0;
    synchronized (waiting) {
      while (bytes < MESSAGE_BYTES) {
        Part part = waiting.poll();
        if (part == null) {
          break;
        }
        bytes += part.size();
        charged += part.charge();
        message.mergeFrom(part.answers());
      }
      waitingBytes -= charged;
    }
    if (bytes == 0) {
      return false;
    }
    call.give(charged - bytes - FRAME_BYTES); // The rest when it is written.
    if (!out.isCancelled()) {
      out.onNext(message.build());
    }
    return true;
  }

  private static Part part(SubmitResponse answers) {
    int entries =
        answers.getAdmittedCount() + answers.getRefusedCount() + answers.getDroppedCount();
    for (var block : answers.getFinalizedList()) {
      entries += block.getReceiptsCount();
    }
    int size = answers.getSerializedSize();
    return new Part(answers, size, PART_BYTES + ENTRY_BYTES * entries + size);
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
      some = completing || !waiting.isEmpty();
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
