package io.quorate.node.runtime;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import io.quorate.mempool.Admission;
import io.quorate.node.api.SubmissionListener;
import io.quorate.replica.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that tells clients what became of their transactions. Proofs are made here, once per
 * block, off the replica's loop. Its queue holds one item per transaction under way and one per
 * final block.
 */
final class Answers implements Runnable {
  private static final int GROUP = 4_096;

  /**
   * Blocks whose receipts a retry finds in memory: more than can be final before their certificates
   * are in the ledger.
   */
  private static final int RECENT_BLOCKS = 32;

  private final Ledger ledger;
  private final Waiting waiting;
  private final Consumer<FinalityCertificate> onFinalized;
  private final Executor lookUps;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Map<Hash, Final> recent = new LinkedHashMap<>();
  private final SequencedMap<Long, List<Hash>> recentHeights = new LinkedHashMap<>();

  private sealed interface Item {}

  private record Admitted(Hash transaction, Admission admission) implements Item {}

  private record Dropped(Hash transaction, Admission.Refused reason) implements Item {}

  private record FinalBlock(FinalityCertificate certificate, List<Receipt> receipts)
      implements Item {}

  private record Final(FinalityCertificate certificate, List<Receipt> receipts, int index) {}

  /**
   * @param onFinalized told each final certificate
   * @param lookUps makes the proofs of transactions executed earlier, which cost a whole block
   *     each; rejects what is too much, so that somebody who sends old transactions again holds up
   *     nobody's new ones
   */
  Answers(
      Ledger ledger, Waiting waiting, Consumer<FinalityCertificate> onFinalized, Executor lookUps) {
    this.ledger = ledger;
    this.waiting = waiting;
    this.onFinalized = onFinalized;
    this.lookUps = lookUps;
  }

  void admitted(Hash transaction, Admission admission) {
    queue.add(new Admitted(transaction, admission));
  }

  void dropped(Hash transaction, Admission.Refused reason) {
    queue.add(new Dropped(transaction, reason));
  }

  void finalized(FinalityCertificate certificate, List<Receipt> receipts) {
    queue.add(new FinalBlock(certificate, receipts));
  }

  @Override
  public void run() {
    List<Item> group = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        group.add(queue.take());
        queue.drainTo(group, GROUP);
        perform(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(List<Item> group) {
    Map<SubmissionListener, List<Hash>> admitted = new HashMap<>();
    for (Item item : group) {
      switch (item) {
        case Admitted a -> admission(a, admitted);
        case Dropped d -> {
          flush(admitted);
          drop(d);
        }
        case FinalBlock f -> {
          flush(admitted);
          finalBlock(f);
        }
      }
    }
    flush(admitted);
  }

  private static void flush(Map<SubmissionListener, List<Hash>> admitted) {
    admitted.forEach(SubmissionListener::admitted);
    admitted.clear();
  }

  private void admission(Admitted item, Map<SubmissionListener, List<Hash>> admitted) {
    Hash id = item.transaction();
    switch (item.admission()) {
      case Admission.Admitted a -> addTo(admitted, id);
      case Admission.AlreadyPending p -> addTo(admitted, id);
      case Admission.Refused refused -> {
        if (!answerEarlier(id)) {
          ApiError error = Refusals.error(refused);
          waiting.remove(id).forEach(listener -> listener.refused(id, error));
        }
      }
    }
  }

  private void addTo(Map<SubmissionListener, List<Hash>> admitted, Hash id) {
    waiting.of(id).forEach(l -> admitted.computeIfAbsent(l, x -> new ArrayList<>()).add(id));
  }

  /** A retry gets the first receipt; true if there is one or will be, or if nobody waits for it. */
  private boolean answerEarlier(Hash id) {
    if (waiting.of(id).isEmpty()) {
      return true;
    }
    Final known = recent.get(id);
    if (known == null && ledger.locate(id).isEmpty()) {
      return false;
    }
    try {
      lookUps.execute(() -> prove(id, known));
    } catch (RejectedExecutionException e) {
      ApiError busy =
          new ApiError(
              ErrorCode.FULL, "too many earlier receipts are asked for; try again in a moment");
      waiting.remove(id).forEach(listener -> listener.refused(id, busy));
    }
    return true;
  }

  private void prove(Hash id, @Nullable Final known) {
    Optional<ProvedReceipt> proved =
        known == null
            ? ledger.prove(id)
            : Optional.of(Ledger.prove(known.receipts(), known.index(), known.certificate()));
    proved.ifPresent(receipt ->
        waiting
            .remove(id)
            .forEach(listener -> listener.finalized(receipt.certificate(), List.of(receipt))));
  }

  private void drop(Dropped item) {
    Hash id = item.transaction();
    if (!answerEarlier(id)) {
      ApiError error = new ApiError(code(item.reason()), item.reason().detail());
      waiting.remove(id).forEach(listener -> listener.dropped(id, error));
    }
  }

  private static ErrorCode code(Admission.Refused reason) {
    ErrorCode code = Refusals.error(reason).code();
    return code == ErrorCode.EXPIRED || code == ErrorCode.SEQUENCE_USED ? code : ErrorCode.DROPPED;
  }

  private void finalBlock(FinalBlock block) {
    remember(block);
    Map<SubmissionListener, List<ProvedReceipt>> answers = new HashMap<>();
    List<MerkleProof> proofs = List.of();
    for (Receipt receipt : block.receipts()) {
      if (first(receipt)) {
        List<SubmissionListener> listeners = waiting.remove(receipt.transaction());
        if (!listeners.isEmpty() && proofs.isEmpty()) {
          proofs =
              MerkleTree.proveAll(block.receipts().stream().<Bytes>map(Receipt::encoded).toList());
        }
        for (SubmissionListener listener : listeners) {
          answers
              .computeIfAbsent(listener, l -> new ArrayList<>())
              .add(new ProvedReceipt(receipt, proofs.get(receipt.index()), block.certificate()));
        }
      } else {
        answerEarlier(receipt.transaction());
      }
    }
    answers.forEach((listener, receipts) -> listener.finalized(block.certificate(), receipts));
    onFinalized.accept(block.certificate());
  }

  private void remember(FinalBlock block) {
    List<Hash> ids = new ArrayList<>();
    for (Receipt receipt : block.receipts()) {
      if (first(receipt)) {
        recent.put(
            receipt.transaction(),
            new Final(block.certificate(), block.receipts(), receipt.index()));
        ids.add(receipt.transaction());
      }
    }
    recentHeights.put(block.certificate().attestation().height(), ids);
    if (recentHeights.size() > RECENT_BLOCKS) {
      Map.Entry<Long, List<Hash>> oldest = recentHeights.pollFirstEntry();
      oldest.getValue().forEach(recent::remove);
    }
  }

  private static boolean first(Receipt receipt) {
    return receipt.status() == Receipt.Status.EXECUTED || receipt.status() == Receipt.Status.FAILED;
  }
}
