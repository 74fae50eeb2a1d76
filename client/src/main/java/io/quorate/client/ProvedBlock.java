package io.quorate.client;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Receipt;
import java.util.List;

/**
 * A block whose content and receipts are verified against its finality certificate.
 *
 * @param block the block
 * @param certificate its verified certificate
 * @param receipts all its receipts in order
 */
public record ProvedBlock(Block block, FinalityCertificate certificate, List<Receipt> receipts) {
  /** Copies the list. */
  public ProvedBlock {
    receipts = List.copyOf(receipts);
  }
}
