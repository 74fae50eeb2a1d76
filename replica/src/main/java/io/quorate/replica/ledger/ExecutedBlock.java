package io.quorate.replica.ledger;

import io.quorate.application.ChangeRequest;
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
 * @param changes what the application asked of the chain
 */
public record ExecutedBlock(
    Block block,
    Hash stateRoot,
    Hash receiptsRoot,
    List<Receipt> receipts,
    List<ChangeRequest> changes) {
  /** Copies the lists. */
  public ExecutedBlock {
    receipts = List.copyOf(receipts);
    changes = List.copyOf(changes);
  }
}
