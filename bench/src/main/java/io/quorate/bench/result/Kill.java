package io.quorate.bench.result;

/**
 * One kill of the leader, as seen by a client that submits, waits for the verified receipt and
 * submits again.
 *
 * @param node who was killed
 * @param usualMillis median time of a submission before the kill
 * @param longestMillis the longest time of a submission that was answered after it
 */
public record Kill(String node, double usualMillis, double longestMillis) {
  /** How much longer than usual the client waited, in milliseconds. */
  public double recoveryMillis() {
    return Math.max(0, longestMillis - usualMillis);
  }
}
