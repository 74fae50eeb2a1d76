package io.quorate.client;

import io.quorate.crypto.Hash;

/**
 * Proved: the chain passed the transaction's expiry height and its sequence number was not used, so
 * it was not and will not be executed. Submit the payload anew.
 */
public final class ExpiredException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final transient Hash transaction;

  ExpiredException(Hash transaction, long expiryHeight) {
    super(
        "transaction "
            + transaction.toHex()
            + " was not executed up to its last height "
            + expiryHeight
            + "; submit its payload anew");
    this.transaction = transaction;
  }

  /** Which one. */
  public Hash transaction() {
    return transaction;
  }
}
