package io.quorate.node.api;

import io.quorate.consensus.ProvedReceipt;

/** What became of a transaction, as far as this node knows. */
public sealed interface TransactionAnswer {
  /** The height up to which the node knows every final block. */
  long finalizedHeight();

  /** Neither waiting nor executed. */
  record Unknown(long finalizedHeight) implements TransactionAnswer {}

  /** Admitted, or in a block that is not final yet. */
  record Pending(long finalizedHeight) implements TransactionAnswer {}

  /** Executed in a final block. */
  record Final(ProvedReceipt receipt, long finalizedHeight) implements TransactionAnswer {}
}
