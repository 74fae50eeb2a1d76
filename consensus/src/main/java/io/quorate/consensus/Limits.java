package io.quorate.consensus;

/**
 * Hard limits of the wire formats, whatever a chain's parameters say; checked before anything is
 * allocated.
 */
public final class Limits {
  /** Validators of one epoch. */
  public static final int VALIDATORS = 256;

  /** Bytes of one encoded transaction. */
  public static final int TRANSACTION_BYTES = 1 << 20;

  /** Transactions of one block. */
  public static final int BLOCK_TRANSACTIONS = 1 << 16;

  /** Bytes of one encoded block. */
  public static final int BLOCK_BYTES = 8 << 20;

  /** Evidence items of one block. */
  public static final int BLOCK_EVIDENCE = 64;

  /** Bytes of one encoded aggregate signature: every validator's Ed25519 signature. */
  public static final int AGGREGATE_BYTES = VALIDATORS * 64;

  /** Bytes of one message between replicas. */
  public static final int MESSAGE_BYTES = 16 << 20;

  /** Bytes that executing a transaction may return, output and events together. */
  public static final int OUTPUT_BYTES = 64 << 10;

  /** Events of one transaction. */
  public static final int EVENTS = 64;

  private Limits() {}
}
