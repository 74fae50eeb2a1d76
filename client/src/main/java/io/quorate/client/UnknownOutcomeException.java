package io.quorate.client;

import io.quorate.crypto.Hash;

/**
 * Time ran out and the transaction may or may not be executed, now or until its expiry height. Ask
 * {@link QuorateClient#transaction} before submitting the same intention again.
 */
public final class UnknownOutcomeException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final transient Hash transaction;
  private final long expiryHeight;

  UnknownOutcomeException(Hash transaction, long expiryHeight, String why) {
    super(
        why
            + "; transaction "
            + transaction.toHex()
            + " may still be executed up to height "
            + expiryHeight
            + ": ask for it by its id before submitting again");
    this.transaction = transaction;
    this.expiryHeight = expiryHeight;
  }

  /** Which one. */
  public Hash transaction() {
    return transaction;
  }

  /** The last height at which it may be executed. */
  public long expiryHeight() {
    return expiryHeight;
  }
}
