package io.quorate.replica.message;

import io.quorate.crypto.Bytes;
import java.util.List;

/**
 * A {@link PeerMessage.Log} whose parts are in their canonical form, as the ledger keeps them.
 *
 * @param blocks consecutive heights, ascending
 * @param finalized how far the sender is
 */
public record StoredLog(List<StoredBlock> blocks, long finalized) {
  /** Copies the list. */
  public StoredLog {
    blocks = List.copyOf(blocks);
  }

  /**
   * A certified block.
   *
   * @param block its canonical form
   * @param certificate that of its certificate
   */
  public record StoredBlock(Bytes block, Bytes certificate) {}
}
