package io.quorate.node.api;

import java.util.HashMap;
import java.util.Map;

/**
 * A fixed number of places, or of bytes, that clients take and give back. One origin may take no
 * more than what remains free then: alone it gets half, beside one other a third, and there is
 * always room for one more. Thread-safe.
 */
public final class Shares {
  private final long limit;
  private final Map<Origin, Long> held = new HashMap<>();
  private long total;

  /** Nothing is taken yet. */
  public Shares(long limit) {
    this.limit = limit;
  }

  /** False when the origin has its share, or nothing is left; nothing is taken then. */
  public synchronized boolean take(Origin origin, long amount) {
    long own = held.getOrDefault(origin, 0L);
    if (own + amount > limit - total) {
      return false;
    }
    held.put(origin, own + amount);
    total += amount;
    return true;
  }

  /**
   * Gives back.
   *
   * @param amount at most what the origin holds
   */
  public synchronized void give(Origin origin, long amount) {
    long own = held.getOrDefault(origin, 0L) - amount;
    if (own < 0) {
      throw new IllegalArgumentException(origin + " gives back " + -own + " that it never took");
    }
    if (own == 0) {
      held.remove(origin);
    } else {
      held.put(origin, own);
    }
    total -= amount;
  }

  /** How much is taken. */
  public synchronized long taken() {
    return total;
  }
}
