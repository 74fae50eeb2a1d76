package io.quorate.consensus.engine;

import io.quorate.consensus.Transaction;

/**
 * Whether a transaction's signature holds. The host remembers what it verified at admission, so
 * that a signature is checked once and not again in the proposal (DESIGN section 5). Thread-safe.
 */
@FunctionalInterface
public interface TransactionVerifier {
  /** True only if the sender signed exactly this transaction. */
  boolean verify(Transaction transaction);
}
