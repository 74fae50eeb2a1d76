package io.quorate.node.api;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open call and what it holds of the node until it ends: places, and bytes of answers that its
 * client has not taken. A call has a deadline, so that a client that reads nothing holds nothing
 * for ever. Thread-safe.
 */
final class Call {
  private static final AttributeKey<Call> KEY = AttributeKey.valueOf(Call.class, "CALL");

  private final Origin origin;
  private final Shares answers;
  private final ScheduledExecutorService eventLoop;
  private final Runnable cut;
  private final List<Runnable> onEnd = new ArrayList<>();
  private long bytes;
  private boolean ended;
  private @Nullable Future<?> deadline;

  /**
   * A call without a deadline yet.
   *
   * @param answers the bytes of answers that all calls of the node share
   * @param cut breaks the call off
   */
  Call(Origin origin, Shares answers, ScheduledExecutorService eventLoop, Runnable cut) {
    this.origin = origin;
    this.answers = answers;
    this.eventLoop = eventLoop;
    this.cut = cut;
  }

  /** The call that this thread serves. */
  static Call current() {
    Call call = ServiceRequestContext.current().attr(KEY);
    if (call == null) {
      throw new IllegalStateException("a call that was never opened");
    }
    return call;
  }

  void bindTo(ServiceRequestContext context) {
    context.setAttr(KEY, this);
  }

  Origin origin() {
    return origin;
  }

  /** False when the node holds too much for this client or for all; the answer must not be kept. */
  synchronized boolean take(long amount) {
    if (ended || !answers.take(origin, amount)) {
      return false;
    }
    bytes += amount;
    return true;
  }

  /** Bytes that the node no longer holds; more than it took counts for nothing. */
  synchronized void give(long amount) {
    long back = Math.min(amount, bytes);
    bytes -= back;
    answers.give(origin, back);
  }

  /** Breaks the call off unless it ends within this time; replaces an earlier deadline. */
  synchronized void endWithin(long millis) {
    endWheneverItLikes();
    if (ended) {
      return;
    }
    try {
      deadline = eventLoop.schedule(cut, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // The server has stopped, and its connections are gone with it.
    }
  }

  /** For a stream, which is watched in another way. */
  synchronized void endWheneverItLikes() {
    Future<?> pending = deadline;
    if (pending != null) {
      pending.cancel(false);
      deadline = null;
    }
  }

  /** Performed when the call has ended, at once if it has. */
  void onEnd(Runnable task) {
    synchronized (this) {
      if (!ended) {
        onEnd.add(task);
        return;
      }
    }
    task.run();
  }

  /** Nothing of the call is left, on the wire either. */
  void end() {
    synchronized (this) {
      endWheneverItLikes();
      ended = true;
      give(bytes);
    }
    onEnd.forEach(Runnable::run);
    onEnd.clear();
  }
}
