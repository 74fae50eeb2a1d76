package io.quorate.simulator;

import java.util.PriorityQueue;

/**
 * Virtual time in microseconds: what is due is done in the order of (time, scheduling). Not
 * thread-safe.
 */
final class Scheduler {
  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private long now;
  private long sequence;

  private record Entry(long time, long sequence, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry that) {
      int byTime = Long.compare(time, that.time);
      return byTime == 0 ? Long.compare(sequence, that.sequence) : byTime;
    }
  }

  /** Microseconds since the run began. */
  long now() {
    return now;
  }

  /** How much is waiting. */
  int size() {
    return queue.size();
  }

  void after(long delayMicros, Runnable action) {
    queue.add(new Entry(now + Math.max(0, delayMicros), sequence++, action));
  }

  /**
   * Does the next thing that is due by {@code until}; false, with the clock at {@code until}, when
   * nothing is.
   */
  boolean step(long until) {
    Entry next = queue.peek();
    if (next == null || next.time() > until) {
      now = Math.max(now, until);
      return false;
    }
    queue.poll();
    now = next.time();
    next.action().run();
    return true;
  }
}
