package io.quorate.mempool;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.SequenceWindow.Standing;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One sender's pending transactions by sequence, and its window: the ledger's when the first of
 * them came, moved on by every block since. It is never ahead of the ledger's.
 */
final class SenderQueue {
  private final PublicKey sender;
  private final TreeMap<Long, Transaction> bySequence = new TreeMap<>();
  private SequenceWindow window;
  private long bytes;

  SenderQueue(PublicKey sender, SequenceWindow window) {
    // A key is a slice of its transaction, and outlives it here.
    this.sender = new PublicKey(sender.scheme(), Bytes.wrap(sender.bytes().toArray()));
    this.window = window;
  }

  PublicKey sender() {
    return sender;
  }

  boolean isEmpty() {
    return bySequence.isEmpty();
  }

  /** In the order of their sequences. */
  Iterator<Transaction> iterator() {
    return bySequence.values().iterator();
  }

  Optional<Transaction> at(long sequence) {
    return Optional.ofNullable(bySequence.get(sequence));
  }

  void add(Transaction transaction) {
    bySequence.put(transaction.sequence(), transaction);
    bytes += transaction.encoded().size();
  }

  void remove(Transaction transaction) {
    bySequence.remove(transaction.sequence());
    bytes -= transaction.encoded().size();
  }

  /**
   * A block had that sequence of this sender. Execution used it if it was fresh and skipped the
   * transaction otherwise; blocks with expired transactions get no votes.
   */
  void markExecuted(long sequence) {
    if (window.check(sequence) == Standing.FRESH) {
      window = window.mark(sequence);
    }
  }

  /** Takes over the ledger's window. */
  void replaceWindow(SequenceWindow newer) {
    window = newer;
  }

  /** Those whose sequence fell below the window, lowest first. */
  List<Transaction> tooOld() {
    NavigableMap<Long, Transaction> below =
        bySequence.headMap(window.highest() - SequenceWindow.WIDTH, true);
    return new ArrayList<>(below.values());
  }

  /** Why the window has no place for {@code sequence}, or empty while it may be executed. */
  Optional<Admission.Refused> windowRefusal(long sequence) {
    return switch (window.check(sequence)) {
      case FRESH -> Optional.empty();
      case USED -> refuse(RefusalCode.SEQUENCE_USED, place(sequence) + "it was executed before");
      case TOO_OLD ->
          refuse(
              RefusalCode.SEQUENCE_TOO_OLD,
              place(sequence) + "it is more than " + (SequenceWindow.WIDTH - 1) + " below");
      case TOO_FAR_AHEAD ->
          refuse(
              RefusalCode.SEQUENCE_TOO_FAR_AHEAD,
              place(sequence)
                  + "it is more than "
                  + SequenceWindow.WIDTH
                  + " above; send the lower ones first");
    };
  }

  /** Why this sender may not add {@code transaction}, or empty. */
  Optional<Admission.Refused> refusal(Transaction transaction, MempoolLimits limits) {
    Optional<Admission.Refused> outside = windowRefusal(transaction.sequence());
    if (outside.isPresent()) {
      return outside;
    }
    Transaction holder = bySequence.get(transaction.sequence());
    if (holder != null) {
      return refuse(
          RefusalCode.SEQUENCE_TAKEN,
          "transaction "
              + holder.id().toHex()
              + " with sequence "
              + holder.sequence()
              + " is pending");
    }
    if (bySequence.size() >= limits.maxTransactionsPerSender()) {
      return refuse(
          RefusalCode.SENDER_FULL,
          bySequence.size() + " transactions of the sender are pending, the most allowed");
    }
    if (bytes + transaction.encoded().size() > limits.maxBytesPerSender()) {
      return refuse(
          RefusalCode.SENDER_FULL,
          bytes + " bytes of the sender are pending of " + limits.maxBytesPerSender() + " allowed");
    }
    return Optional.empty();
  }

  private String place(long sequence) {
    return "sequence " + sequence + ", highest executed " + window.highest() + ": ";
  }

  private static Optional<Admission.Refused> refuse(RefusalCode code, String detail) {
    return Optional.of(new Admission.Refused(code, detail));
  }
}
