package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a mempool is, written down without any index: one list, and every question answered by
 * walking through it.
 */
final class NaiveMempool {
  private final MempoolLimits limits;
  private final TestLedger ledger;
  private final TreeMap<PublicKey, TreeSet<Long>> executed = new TreeMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<PublicKey> ring = new ArrayList<>();
  private int peers = 3;
  private long serial;

  /** A pending transaction with everything that may change about it. */
  private static final class Entry {
    final Transaction transaction;
    Origin origin;
    long dueAt;
    long dueSerial;
    int timesSent;

    Entry(Transaction transaction, Origin origin) {
      this.transaction = transaction;
      this.origin = origin;
    }

    boolean isLocal() {
      return origin instanceof Origin.Local;
    }
  }

  NaiveMempool(MempoolLimits limits, TestLedger ledger) {
    this.limits = limits;
    this.ledger = ledger;
  }

  void divideAmong(int count) {
    peers = count;
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes(_ -> true);
  }

  List<Hash> ids() {
    return entries.stream().map(entry -> entry.transaction.id()).toList();
  }

  Optional<Transaction> any(int index) {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(index % entries.size()).transaction);
  }

  /** "admitted", "pending", or the text of a refusal. */
  String submit(Transaction transaction, long now, Origin origin) {
    for (Entry entry : entries) {
      if (entry.transaction.id().equals(transaction.id()) && formRefusal(transaction).isEmpty()) {
        if (!entry.isLocal() && origin instanceof Origin.Local) {
          entry.origin = origin;
          due(entry, now);
        }
        return "pending";
      }
    }
    Optional<RefusalCode> refusal =
        formRefusal(transaction)
            .or(() ->
                origin instanceof Origin.Peer ? roomRefusal(transaction, origin) : Optional.empty())
            .or(() -> sequenceRefusal(transaction))
            .or(() -> senderRefusal(transaction))
            .or(() -> roomRefusal(transaction, origin));
    if (refusal.isPresent()) {
      return refusal.get().text();
    }
    if (ledger.refuses(transaction.payload().at(0))) {
      return RefusalCode.APPLICATION_REFUSED.text();
    }
    Entry entry = new Entry(transaction, origin);
    entries.add(entry);
    if (!ring.contains(transaction.sender())) {
      ring.add(transaction.sender());
    }
    if (entry.isLocal()) {
      due(entry, now);
    }
    return "admitted";
  }

  List<Transaction> batch(int maxTransactions, int maxBytes, long height, Predicate<Hash> inChain) {
    List<Transaction> chosen = new ArrayList<>();
    List<PublicKey> ended = new ArrayList<>();
    int used = 0;
    for (int round = 0; round < entries.size(); round++) {
      for (PublicKey sender : ring) {
        List<Transaction> own = ofSender(sender);
        if (round >= own.size() || ended.contains(sender)) {
          continue;
        }
        Transaction next = own.get(round);
        if (next.expiryHeight() < height || inChain.test(next.id())) {
          continue;
        }
        if (chosen.size() == maxTransactions) {
          return chosen;
        }
        if (used + next.encoded().size() > maxBytes) {
          ended.add(sender);
        } else {
          chosen.add(next);
          used += next.encoded().size();
        }
      }
    }
    return chosen;
  }

  /** What was dropped, as "id reason". */
  Set<String> committed(long height, List<Transaction> block, List<Transaction> executedNow) {
    TreeSet<PublicKey> served = new TreeSet<>();
    List<PublicKey> order = new ArrayList<>();
    for (Transaction transaction : block) {
      if (ring.contains(transaction.sender()) && served.add(transaction.sender())) {
        order.add(transaction.sender());
      }
    }
    for (Transaction transaction : executedNow) {
      executed
          .computeIfAbsent(transaction.sender(), _ -> new TreeSet<>())
          .add(transaction.sequence());
    }
    entries.removeIf(entry -> block.stream().anyMatch(b -> b.id().equals(entry.transaction.id())));
    TreeSet<String> dropped = new TreeSet<>();
    entries.removeIf(entry -> {
      Optional<RefusalCode> why = sequenceRefusal(entry.transaction);
      if (why.isEmpty() && entry.transaction.expiryHeight() <= height) {
        why = Optional.of(RefusalCode.EXPIRED);
      }
      why.ifPresent(code -> dropped.add(entry.transaction.id().toHex() + " " + code.text()));
      return why.isPresent();
    });
    for (PublicKey sender : order) {
      ring.remove(sender);
      ring.add(sender);
    }
    ring.removeIf(sender -> ofSender(sender).isEmpty());
    return dropped;
  }

  List<Transaction> toSpread(long now, int maxBytes) {
    List<Transaction> sent = new ArrayList<>();
    int used = 0;
    while (true) {
      Optional<Entry> first =
          entries.stream()
              .filter(entry -> entry.isLocal() && entry.dueAt <= now)
              .min(
                  Comparator.<Entry>comparingLong(entry -> entry.dueAt)
                      .thenComparingLong(entry -> entry.dueSerial));
      if (first.isEmpty()) {
        return sent;
      }
      Entry entry = first.get();
      used += entry.transaction.encoded().size();
      if (used > maxBytes && !sent.isEmpty()) {
        return sent;
      }
      long delay = Math.min(60_000, 5_000L << Math.min(entry.timesSent, 10));
      entry.timesSent++;
      due(entry, now + delay);
      sent.add(entry.transaction);
    }
  }

  private void due(Entry entry, long at) {
    entry.dueAt = at;
    entry.dueSerial = serial++;
  }

  private Optional<RefusalCode> formRefusal(Transaction transaction) {
    if (transaction.encoded().size() > PARAMETERS.maxTransactionBytes()) {
      return Optional.of(RefusalCode.TOO_LARGE);
    }
    if (!transaction.chain().equals(CHAIN)) {
      return Optional.of(RefusalCode.WRONG_CHAIN);
    }
    if (transaction.expiryHeight() < ledger.height() + 1) {
      return Optional.of(RefusalCode.EXPIRED);
    }
    return transaction.expiryHeight() > ledger.height() + PARAMETERS.maxExpiryHeights()
        ? Optional.of(RefusalCode.EXPIRY_TOO_FAR)
        : Optional.empty();
  }

  private Optional<RefusalCode> sequenceRefusal(Transaction transaction) {
    TreeSet<Long> done = executed.getOrDefault(transaction.sender(), new TreeSet<>());
    long highest = done.isEmpty() ? 0 : done.last();
    if (transaction.sequence() <= highest - SequenceWindow.WIDTH) {
      return Optional.of(RefusalCode.SEQUENCE_TOO_OLD);
    }
    if (transaction.sequence() > highest + SequenceWindow.WIDTH) {
      return Optional.of(RefusalCode.SEQUENCE_TOO_FAR_AHEAD);
    }
    return done.contains(transaction.sequence())
        ? Optional.of(RefusalCode.SEQUENCE_USED)
        : Optional.empty();
  }

  private Optional<RefusalCode> senderRefusal(Transaction transaction) {
    List<Transaction> own = ofSender(transaction.sender());
    if (own.stream().anyMatch(other -> other.sequence() == transaction.sequence())) {
      return Optional.of(RefusalCode.SEQUENCE_TAKEN);
    }
    long bytes = bytes(entry -> entry.transaction.sender().equals(transaction.sender()));
    return own.size() + 1 > limits.maxTransactionsPerSender()
            || bytes + transaction.encoded().size() > limits.maxBytesPerSender()
        ? Optional.of(RefusalCode.SENDER_FULL)
        : Optional.empty();
  }

  private Optional<RefusalCode> roomRefusal(Transaction transaction, Origin origin) {
    int size = transaction.encoded().size();
    if (entries.size() + 1 > limits.maxTransactions() || bytes() + size > limits.maxBytes()) {
      return Optional.of(RefusalCode.FULL);
    }
    if (origin instanceof Origin.Local) {
      return Optional.empty();
    }
    int roomCount = limits.maxTransactions() - limits.maxTransactions() / 4;
    long roomBytes = limits.maxBytes() - limits.maxBytes() / 4;
    boolean fits =
        count(entry -> entry.origin.equals(origin)) + 1 <= roomCount / peers
            && bytes(entry -> entry.origin.equals(origin)) + size <= roomBytes / peers
            && count(entry -> !entry.isLocal()) + 1 <= roomCount
            && bytes(entry -> !entry.isLocal()) + size <= roomBytes;
    return fits ? Optional.empty() : Optional.of(RefusalCode.PEER_FULL);
  }

  private List<Transaction> ofSender(PublicKey sender) {
    return entries.stream()
        .map(entry -> entry.transaction)
        .filter(transaction -> transaction.sender().equals(sender))
        .sorted(Comparator.comparingLong(Transaction::sequence))
        .toList();
  }

  private long count(Predicate<Entry> which) {
    return entries.stream().filter(which).count();
  }

  private long bytes(Predicate<Entry> which) {
    return entries.stream()
        .filter(which)
        .mapToLong(entry -> entry.transaction.encoded().size())
        .sum();
  }
}
