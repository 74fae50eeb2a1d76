package io.quorate.consensus.engine;

/**
 * Timeouts that grow by a fixed step with every round up to a cap (Tendermint, arXiv 1807.04938
 * section III-A: timeoutX(r) = initX + r · ΔX). The cap is this platform's, so that a chain that
 * lost its quorum for an hour is back within seconds (DESIGN section 4 rule 7, scenario S35).
 *
 * @param baseMillis the timeout of round 0
 * @param stepMillis what each further round adds
 * @param maxMillis the cap
 */
public record LinearBackoff(long baseMillis, long stepMillis, long maxMillis) {

  /**
   * @throws IllegalArgumentException when the first timeout is not 1 to the cap, or the step is
   *     below 1
   */
  public LinearBackoff {
    if (baseMillis < 1 || maxMillis < baseMillis || stepMillis < 1) {
      throw new IllegalArgumentException(
          "timeouts of "
              + baseMillis
              + " ms and "
              + stepMillis
              + " ms more each round under a cap of "
              + maxMillis
              + " ms");
    }
  }

  /** The timeout of {@code round}, from 0. */
  public long delayMillis(long round) {
    return round > (maxMillis - baseMillis) / stepMillis
        ? maxMillis
        : baseMillis + round * stepMillis;
  }
}
