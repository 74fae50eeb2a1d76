package io.quorate.consensus.engine;

/**
 * Timeouts that double with every failure up to a cap, so that a chain that lost its quorum for an
 * hour is back within seconds (DESIGN section 4 rule 7, scenario S35).
 *
 * @param baseMillis the first timeout
 * @param maxMillis the cap
 */
public record Backoff(long baseMillis, long maxMillis) {

  /**
   * @throws IllegalArgumentException when the first timeout is not 1 to the cap
   */
  public Backoff {
    if (baseMillis < 1 || maxMillis < baseMillis) {
      throw new IllegalArgumentException(
          "a first timeout of " + baseMillis + " ms under a cap of " + maxMillis + " ms");
    }
  }

  /** The timeout after {@code failures} failures in a row, 0 for none. */
  public long delayMillis(long failures) {
    long delay = baseMillis;
    for (long i = 0; i < failures && delay < maxMillis; i++) {
      delay = delay > maxMillis / 2 ? maxMillis : delay * 2;
    }
    return delay;
  }
}
