package io.quorate.client;

import io.quorate.consensus.ProvedReceipt;

/** What became of a transaction. */
public sealed interface TransactionStatus {
  /** Executed, proved. */
  record Final(ProvedReceipt receipt) implements TransactionStatus {}

  /** A node says that it waits for a block. */
  record Pending() implements TransactionStatus {}

  /**
   * All nodes that answered say that they do not know it.
   *
   * @param nodes how many did
   */
  record Unknown(int nodes) implements TransactionStatus {}
}
