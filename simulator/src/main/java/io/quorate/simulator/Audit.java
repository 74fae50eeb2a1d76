package io.quorate.simulator;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * The last look at every node, once all have had time to agree: log, state and receipts in full.
 */
final class Audit {
  private final World world;

  Audit(World world) {
    this.world = world;
  }

  /** Looks at everybody who runs. */
  void all() {
    for (SimulatedNode node : world.nodes()) {
      if (world.honest(node.index())) {
        node.process().ifPresent(process -> one(node.index(), process));
      }
    }
  }

  private void one(int node, NodeProcess process) {
    world.checks().log().restarted(node, process.ledger(), 1);
    receipts(node, process);
    state(node, process);
    windows(node, process);
  }

  private void receipts(int node, NodeProcess process) {
    for (Map.Entry<Hash, Receipt> entry : world.checks().acknowledged().entrySet()) {
      Optional<ProvedReceipt> proof = process.ledger().prove(entry.getKey());
      if (proof.isEmpty()) {
        throw new Violation(
            "acknowledged",
            "n" + node + " cannot prove " + entry.getValue() + ", which a client was told");
      }
      world.checks().acknowledged(node, proof.get());
    }
  }

  private void state(int node, NodeProcess process) {
    KeyValueModel model = world.checks().log().model();
    for (Bytes key : model.touched()) {
      Optional<Bytes> stored = world.parts().stored(process.executor(), key);
      if (!stored.equals(model.get(key))) {
        throw new Violation(
            "model",
            "n"
                + node
                + " stores "
                + stored
                + " under "
                + key.toUtf8()
                + ", the model "
                + model.get(key));
      }
    }
  }

  private void windows(int node, NodeProcess process) {
    for (Map.Entry<PublicKey, Long> entry : world.checks().log().model().highest().entrySet()) {
      long highest = process.executor().window(entry.getKey()).highest();
      if (highest != entry.getValue()) {
        throw new Violation(
            "model",
            "n"
                + node
                + " has sequence "
                + highest
                + " of "
                + entry.getKey()
                + ", the model "
                + entry.getValue());
      }
    }
  }
}
