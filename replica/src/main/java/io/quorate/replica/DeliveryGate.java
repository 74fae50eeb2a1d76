package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.replica.ReplicaEffect.Execute;
import io.quorate.replica.ReplicaEffect.Halt;
import io.quorate.replica.ledger.Ledger;

/**
 * The one delivery gate: each height enters the log once, in order, whoever was first, engine or
 * catch-up (DESIGN section 4). Not thread-safe.
 */
final class DeliveryGate {
  private final ChainTip tip;
  private final Ledger ledger;
  private final PayloadSource payloads;

  DeliveryGate(ChainTip tip, Ledger ledger, PayloadSource payloads) {
    this.tip = tip;
    this.ledger = ledger;
    this.payloads = payloads;
  }

  /**
   * Lets a committed block in; one that was let in before is ignored, one that does not fit halts.
   *
   * @param lastHeight of the epoch: nothing above it is committed before the next one begins
   */
  void deliver(Block block, long lastHeight, ReplicaEffects out) {
    Block committed = tip.committed();
    if (block.height() < committed.height() || block.equals(committed)) {
      return;
    }
    if (block.height() != committed.height() + 1
        || block.height() > lastHeight
        || !block.parent().equals(committed.hash())) {
      out.emit(new Halt(fork(block)));
      return;
    }
    tip.commit(block, ledger, out);
    payloads.committed(block);
    out.emit(new ReplicaEffect.Committed(block));
    out.emit(new Execute(block));
  }

  private String fork(Block block) {
    return "a certified "
        + block
        + " over "
        + block.parent().toHex()
        + " does not extend this replica's committed "
        + tip.committed()
        + " ("
        + tip.committed().hash().toHex()
        + "): more than f validators are faulty or this disk is damaged; stopping";
  }
}
