package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;

/**
 * What all replicas of a chain must agree on beside the validators; part of the genesis and of its
 * fingerprint.
 *
 * @param maxTransactionBytes largest encoded transaction
 * @param maxBlockBytes largest encoded payload of a block, in bytes of transactions
 * @param maxBlockTransactions most transactions in a block
 * @param maxExpiryHeights how far above the current height a transaction's expiry may lie
 * @param executionLag the Δ of DESIGN section 4: a vote on height k needs height k - Δ executed
 * @param baseTimeoutMillis the view timer after progress
 * @param maxTimeoutMillis the cap of its back-off
 * @param maxClockDriftMillis how far a block's time may lie ahead of a validator's clock
 * @param epochLength heights of an epoch; then the next one begins
 */
public record ChainParameters(
    int maxTransactionBytes,
    int maxBlockBytes,
    int maxBlockTransactions,
    long maxExpiryHeights,
    int executionLag,
    long baseTimeoutMillis,
    long maxTimeoutMillis,
    long maxClockDriftMillis,
    long epochLength) {

  /**
   * Heights of an epoch unless the genesis says otherwise. The end of an epoch costs a fraction of
   * a second, in which nothing new is ordered, so it should be rare; and a replica that lost its
   * disk waits for it, so it should come within minutes under load (decision 0060).
   */
  public static final long DEFAULT_EPOCH_LENGTH = 10_000;

  /** Fewest heights of an epoch. */
  public static final long SHORTEST_EPOCH = 10;

  /** Most heights of an epoch. */
  public static final long LONGEST_EPOCH = 1L << 40;

  /** What a new network gets unless its genesis says otherwise. */
  public static final ChainParameters DEFAULT =
      new ChainParameters(64 << 10, 1 << 20, 5_000, 100_000, 32, 1_000, 8_000, 10_000);

  /** Parameters with epochs of the default length. */
  public ChainParameters(
      int maxTransactionBytes,
      int maxBlockBytes,
      int maxBlockTransactions,
      long maxExpiryHeights,
      int executionLag,
      long baseTimeoutMillis,
      long maxTimeoutMillis,
      long maxClockDriftMillis) {
    this(
        maxTransactionBytes,
        maxBlockBytes,
        maxBlockTransactions,
        maxExpiryHeights,
        executionLag,
        baseTimeoutMillis,
        maxTimeoutMillis,
        maxClockDriftMillis,
        DEFAULT_EPOCH_LENGTH);
  }

  /**
   * Checks each value and their relations.
   *
   * @throws IllegalArgumentException naming the key that is wrong and its range
   */
  public ChainParameters {
    range(
        "maxTransactionBytes", maxTransactionBytes, Transaction.OVERHEAD, Limits.TRANSACTION_BYTES);
    range("maxBlockBytes", maxBlockBytes, maxTransactionBytes, Limits.BLOCK_BYTES / 2);
    range("maxBlockTransactions", maxBlockTransactions, 1, Limits.BLOCK_TRANSACTIONS);
    range("maxExpiryHeights", maxExpiryHeights, 100, 1L << 40);
    range("executionLag", executionLag, 4, 1_000);
    range("baseTimeoutMillis", baseTimeoutMillis, 10, 600_000);
    range("maxTimeoutMillis", maxTimeoutMillis, baseTimeoutMillis, 600_000);
    range("maxClockDriftMillis", maxClockDriftMillis, 1, 3_600_000);
    range("epochLength", epochLength, SHORTEST_EPOCH, LONGEST_EPOCH);
  }

  /** The same with epochs of another length. */
  public ChainParameters withEpochLength(long heights) {
    return new ChainParameters(
        maxTransactionBytes,
        maxBlockBytes,
        maxBlockTransactions,
        maxExpiryHeights,
        executionLag,
        baseTimeoutMillis,
        maxTimeoutMillis,
        maxClockDriftMillis,
        heights);
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.u32(maxTransactionBytes)
        .u32(maxBlockBytes)
        .u32(maxBlockTransactions)
        .u64(maxExpiryHeights)
        .u32(executionLag)
        .u64(baseTimeoutMillis)
        .u64(maxTimeoutMillis)
        .u64(maxClockDriftMillis)
        .u64(epochLength);
  }

  private static void range(String key, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          key + " is " + value + "; it must be " + low + " to " + high);
    }
  }
}
