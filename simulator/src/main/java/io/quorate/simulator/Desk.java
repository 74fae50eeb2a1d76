package io.quorate.simulator;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.mempool.Admission;
import io.quorate.mempool.RefusalCode;
import io.quorate.mempool.TransactionChecks;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ledger.Ledger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where clients hand transactions in and get the proofs of their receipts. Not thread-safe. */
final class Desk {
  private final World world;
  private final NodeProcess process;
  private final SimulatedNode node;
  private final TransactionChecks checks;
  private final Ledger ledger;
  private final Set<Hash> watched = new LinkedHashSet<>();

  Desk(
      World world,
      NodeProcess process,
      SimulatedNode node,
      TransactionChecks checks,
      Ledger ledger) {
    this.world = world;
    this.process = process;
    this.node = node;
    this.checks = checks;
    this.ledger = ledger;
  }

  /** A client hands in bytes that should be a transaction. */
  void submit(Bytes encoded) {
    switch (checks.check(encoded)) {
      case TransactionChecks.Checked.Sound(Transaction transaction) -> {
        watched.add(transaction.id());
        process.input(new ReplicaInput.Submitted(transaction));
      }
      case TransactionChecks.Checked.Unsound(Admission.Refused refusal) ->
          world.trace().node(node.address(), "submission refused: " + refusal.code().text());
    }
  }

  void admitted(Transaction transaction, Admission admission) {
    switch (admission) {
      case Admission.Admitted _, Admission.AlreadyPending _ -> {}
      case Admission.Refused(RefusalCode code, String _) -> {
        world.trace().node(node.address(), transaction + " refused: " + code.text());
        answer(transaction.id());
      }
    }
  }

  void dropped(Hash transaction) {
    watched.remove(transaction);
  }

  /** A height is final here: who waits for its receipts gets them. */
  void finalised(long height) {
    if (watched.isEmpty()) {
      return;
    }
    for (Receipt receipt : ledger.receipts(height).orElse(List.of())) {
      if (watched.contains(receipt.transaction())) {
        answer(receipt.transaction());
      }
    }
  }

  /** Tells the client what became of a transaction, if that is final. */
  private void answer(Hash transaction) {
    Optional<ProvedReceipt> proof = ledger.prove(transaction);
    proof.ifPresent(p -> {
      watched.remove(transaction);
      world.clients().answered(node.index(), p);
    });
  }
}
