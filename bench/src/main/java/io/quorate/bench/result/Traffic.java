package io.quorate.bench.result;

/**
 * What all nodes together did between two scrapes of their metrics.
 *
 * @param seconds between the scrapes
 * @param blocks committed, empty ones included, by the node that committed most
 * @param transactions in these blocks
 * @param messages of consensus traffic sent: the engine's, attestations, heights
 * @param bytes of these messages
 * @param engineSignatures made under the engine's messages
 * @param attestationSignatures made under attestations of executed heights
 */
public record Traffic(
    double seconds,
    long blocks,
    long transactions,
    long messages,
    long bytes,
    long engineSignatures,
    long attestationSignatures) {

  /** That number by the number of blocks; 0 when there was none. */
  public double perBlock(long count) {
    return blocks == 0 ? 0 : count / (double) blocks;
  }

  /** Blocks per second. */
  public double blockRate() {
    return seconds == 0 ? 0 : blocks / seconds;
  }
}
