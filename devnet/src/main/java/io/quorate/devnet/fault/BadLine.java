package io.quorate.devnet.fault;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The line from a node to one other: delays, loses, doubles and slows down messages, and keeps
 * their order. Thread-safe.
 */
final class BadLine {
  /** Bytes under way beyond which a message is lost, as in any router. */
  static final long CAPACITY = 32L << 20;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BITS_PER_BYTE = 8;
  private static final double NANOS_PER_BIT_AT_ONE_MBIT = 1_000;
  private static final double PERCENT = 100;

  private final Later later;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private LineFault fault = LineFault.NONE;
  private boolean cut;
  private long sentUntil;
  private long lastArrival;
  private long underWay;

  /** Runs what is due later, in the order of the times. */
  interface Later {
    void run(Runnable step, long delayNanos);
  }

  /**
   * @param random draws evenly from 0 to 1
   */
  BadLine(Later later, LongSupplier nanoTime, DoubleSupplier random) {
    this.later = later;
    this.nanoTime = nanoTime;
    this.random = random;
    this.sentUntil = nanoTime.getAsLong();
    this.lastArrival = sentUntil;
  }

  synchronized void set(LineFault changed, boolean nowCut) {
    fault = changed;
    cut = nowCut;
  }

  synchronized boolean isCut() {
    return cut;
  }

  void carry(int bytes, Runnable send) {
    if (!queue(bytes, send)) {
      send.run();
    }
  }

  /** Whether the message was dealt with here, or may leave at once. */
  private synchronized boolean queue(int bytes, Runnable send) {
    long now = nanoTime.getAsLong();
    if (cut || random.getAsDouble() * PERCENT < fault.lossPercent()) {
      return true;
    }
    if (fault.equals(LineFault.NONE) && underWay == 0) {
      return false;
    }
    if (underWay + bytes > CAPACITY) {
      return true;
    }
    sentUntil = later(sentUntil, now);
    if (fault.rateMbit() > 0) {
      sentUntil += (long) (bytes * BITS_PER_BYTE * NANOS_PER_BIT_AT_ONE_MBIT / fault.rateMbit());
    }
    double jitter = fault.jitterMillis() * (2 * random.getAsDouble() - 1);
    long delay = (long) (Math.max(0, fault.delayMillis() + jitter) * NANOS_PER_MILLI);
    lastArrival = later(lastArrival, sentUntil + delay);
    boolean twice = random.getAsDouble() * PERCENT < fault.duplicatePercent();
    underWay += bytes;
    later.run(() -> arrive(bytes, send, twice), lastArrival - now);
    return true;
  }

  private void arrive(int bytes, Runnable send, boolean twice) {
    if (!isCut()) {
      send.run();
      if (twice) {
        send.run();
      }
    }
    synchronized (this) {
      underWay -= bytes;
    }
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
