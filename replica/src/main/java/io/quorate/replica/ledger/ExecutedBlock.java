package io.quorate.replica.ledger;

import io.quorate.consensus.Block;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Hash;
import java.util.List;

/**
 * What the execution of one block came to.
 *
 * @param block the block
 * @param stateRoot root of the state after it
 * @param receiptsRoot root over {@code receipts}
 * @param receipts one for every transaction, in order
 */
public record ExecutedBlock(
    Block block, Hash stateRoot, Hash receiptsRoot, List<Receipt> receipts) {
  /** Copies the list. */
  public ExecutedBlock {
    receipts = List.copyOf(receipts);
  }
}
