package io.quorate.mempool;

import io.quorate.consensus.Transaction;

/**
 * How much may be pending at one replica. Bytes are those of the canonical forms; beside them a
 * pending transaction costs about one kilobyte of heap, which the counts bound.
 *
 * @param maxTransactions pending transactions in total, 1 to 10 million
 * @param maxBytes pending bytes in total, up to 64 GiB
 * @param maxTransactionsPerSender pending transactions of one sender, 1 to {@code maxTransactions}
 * @param maxBytesPerSender pending bytes of one sender, up to {@code maxBytes}
 */
public record MempoolLimits(
    int maxTransactions, long maxBytes, int maxTransactionsPerSender, long maxBytesPerSender) {

  /** Some ten seconds of a busy network. */
  public static final MempoolLimits DEFAULT = new MempoolLimits(50_000, 64L << 20, 2_000, 8L << 20);

  /**
   * Checks each value and their relations.
   *
   * @throws IllegalArgumentException naming the key that is wrong and its range
   */
  public MempoolLimits {
    range("maxTransactions", maxTransactions, 1, 10_000_000);
    range("maxBytes", maxBytes, Transaction.OVERHEAD, 64L << 30);
    range("maxTransactionsPerSender", maxTransactionsPerSender, 1, maxTransactions);
    range("maxBytesPerSender", maxBytesPerSender, Transaction.OVERHEAD, maxBytes);
  }

  /**
   * What all peers together may bring, in transactions: three quarters, so that local clients find
   * room in any case.
   */
  int peerTransactions() {
    return maxTransactions - maxTransactions / 4;
  }

  /** What all peers together may bring, in bytes. */
  long peerBytes() {
    return maxBytes - maxBytes / 4;
  }

  private static void range(String key, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          key + " is " + value + "; it must be " + low + " to " + high);
    }
  }
}
