package io.quorate.client;

import io.quorate.consensus.ProvedReceipt;
import java.util.List;

/**
 * Some receipts of one block, each with its proof.
 *
 * @param block whose receipts they are; follow from the next height on to go on after it
 * @param receipts at least one, in the order of the block
 */
public record ProvedReceipts(ProvedBlock block, List<ProvedReceipt> receipts) {
  /** Copies the list. */
  public ProvedReceipts {
    receipts = List.copyOf(receipts);
  }
}
