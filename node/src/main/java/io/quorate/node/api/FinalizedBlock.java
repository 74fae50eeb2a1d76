package io.quorate.node.api;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Receipt;
import java.util.List;

/**
 * A block that a quorum attested.
 *
 * @param block the block
 * @param certificate its finality certificate
 * @param receipts all its receipts in order
 */
public record FinalizedBlock(Block block, FinalityCertificate certificate, List<Receipt> receipts) {
  /** Copies the list. */
  public FinalizedBlock {
    receipts = List.copyOf(receipts);
  }
}
