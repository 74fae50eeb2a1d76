package io.quorate.node.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed pool for decoding and signatures. Work is offered to lanes; a lane's tasks run one after
 * the other in their order, different lanes in parallel, urgent lanes first but not for ever. Every
 * lane is bounded in tasks and in bytes, so that a flood of long messages costs no more memory than
 * one of short ones. Thread-safe.
 */
final class VerificationPool implements AutoCloseable {
  /**
   * Urgent tasks after which an ordinary one gets a thread: a flood of urgent garbage must not stop
   * clients.
   */
  private static final int URGENT_IN_A_ROW = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Lane> urgent = new ArrayDeque<>();
  private final Deque<Lane> ordinary = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Thread.UncaughtExceptionHandler onFailure;
  private int urgentInARow;
  private boolean closed;

  private record Task(Runnable work, int bytes) {}

  /**
   * Starts the threads.
   *
   * @param name prefix of the threads' names
   * @param size how many
   * @param onFailure told of a task that threw, which is a broken invariant
   */
  VerificationPool(String name, int size, Thread.UncaughtExceptionHandler onFailure) {
    this.onFailure = onFailure;
    for (int i = 0; i < size; i++) {
      Thread thread = new Thread(this::run, name + "-verify-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** A lane for tasks that keep their order. */
  final class Lane {
    private final boolean first;
    private final int limit;
    private final long byteLimit;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private long bytes;
    private boolean scheduled;

    private Lane(boolean first, int limit, long byteLimit) {
      this.first = first;
      this.limit = limit;
      this.byteLimit = byteLimit;
    }

    /**
     * False when the lane is full; the task is not taken then. An empty lane takes a task of any
     * size.
     *
     * @param size bytes that the task keeps in memory while it waits
     */
    boolean offer(Runnable task, int size) {
      lock.lock();
      try {
        boolean full = tasks.size() >= limit || (!tasks.isEmpty() && bytes + size > byteLimit);
        if (full || closed) {
          return false;
        }
        tasks.add(new Task(task, size));
        bytes += size;
        schedule(this);
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** Tasks that wait. */
    int size() {
      lock.lock();
      try {
        return tasks.size();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * A lane of at most {@code limit} waiting tasks of {@code byteLimit} bytes that goes before
   * ordinary ones.
   */
  Lane urgentLane(int limit, long byteLimit) {
    return new Lane(true, limit, byteLimit);
  }

  /** A lane of at most {@code limit} waiting tasks of {@code byteLimit} bytes. */
  Lane ordinaryLane(int limit, long byteLimit) {
    return new Lane(false, limit, byteLimit);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void schedule(Lane lane) {
    if (!lane.scheduled && !lane.tasks.isEmpty()) {
      lane.scheduled = true;
      (lane.first ? urgent : ordinary).add(lane);
      work.signal();
    }
  }

  private void run() {
    while (true) {
      Lane lane;
      Runnable task;
      lock.lock();
      try {
        while (urgent.isEmpty() && ordinary.isEmpty() && !closed) {
          work.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
        lane = next();
        Task first = lane.tasks.remove();
        lane.bytes -= first.bytes();
        task = first.work();
      } finally {
        lock.unlock();
      }
      perform(task);
      lock.lock();
      try {
        lane.scheduled = false;
        schedule(lane);
      } finally {
        lock.unlock();
      }
    }
  }

  private Lane next() {
    boolean ordinaryTurn =
        urgent.isEmpty() || (urgentInARow >= URGENT_IN_A_ROW && !ordinary.isEmpty());
    urgentInARow = ordinaryTurn ? 0 : urgentInARow + 1;
    return ordinaryTurn ? ordinary.remove() : urgent.remove();
  }

  private void perform(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      onFailure.uncaughtException(Thread.currentThread(), e);
    }
  }
}
