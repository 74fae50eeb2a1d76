package io.quorate.mempool;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * The transactions that wait at one replica to be ordered. Deterministic: equal calls in equal
 * order give equal answers. Confined to one thread, the replica's. Every call costs O(log n) per
 * transaction it is about; none walks through the whole pool, except {@link #ledgerReplaced}.
 *
 * <p>Nothing is ever evicted to make room: a full pool refuses, so that nobody can push out what
 * was admitted. What was admitted leaves when it is executed, or when it never can be: its sequence
 * was used, fell below the window, or its expiry passed.
 */
public final class Mempool {
  private final MempoolLimits limits;
  private final ChainParameters parameters;
  private final LedgerView ledger;
  private final FormChecks form;

  private final LinkedHashMap<Hash, Pending> byId = new LinkedHashMap<>();

  /** Who was served least recently comes first. */
  private final LinkedHashMap<PublicKey, SenderQueue> senders = new LinkedHashMap<>();

  private final ExpiryIndex expiries = new ExpiryIndex();
  private final SpreadQueue spreading = new SpreadQueue();
  private final PeerShares shares;
  private long bytes;

  /**
   * An empty pool.
   *
   * @param chain the chain's id
   * @param parameters the chain's parameters
   * @param limits how much may be pending
   * @param ledger the executed state
   * @throws IllegalArgumentException when one sender's limit is below the largest transaction of
   *     the chain
   */
  public Mempool(Hash chain, ChainParameters parameters, MempoolLimits limits, LedgerView ledger) {
    if (limits.maxBytesPerSender() < parameters.maxTransactionBytes()) {
      throw new IllegalArgumentException(
          "maxBytesPerSender is "
              + limits.maxBytesPerSender()
              + "; it must be at least the chain's maxTransactionBytes, "
              + parameters.maxTransactionBytes());
    }
    this.limits = limits;
    this.parameters = parameters;
    this.ledger = ledger;
    this.form = new FormChecks(chain, parameters);
    this.shares = new PeerShares(limits, parameters);
  }

  /**
   * A pending transaction.
   *
   * @param transaction in memory of its own
   * @param origin who is charged for it
   */
  private record Pending(Transaction transaction, Origin origin) {}

  /**
   * Says how many other replicas there are; each may fill an equal share of three quarters of the
   * room. Until told, and below three, it counts three. To be called when an epoch starts; what is
   * pending stays.
   */
  public void divideAmong(int peers) {
    shares.divideAmong(peers);
  }

  /**
   * Admits a transaction or says why not. The caller has verified the signature ({@link
   * TransactionChecks}). A transaction that a peer brought and a local client submits again becomes
   * a local one: it no longer counts as the peer's, and this replica spreads it.
   *
   * @param nowMillis the replica's time, for spreading
   */
  public Admission submit(Transaction transaction, long nowMillis, Origin origin) {
    Optional<Admission.Refused> unfit =
        form.check(transaction).or(() -> expiryRefusal(transaction));
    if (unfit.isPresent()) {
      return unfit.get();
    }
    Pending known = byId.get(transaction.id());
    if (known != null) {
      adopt(known, nowMillis, origin);
      return new Admission.AlreadyPending(transaction.id());
    }
    // Of a peer before anything is read for it: one whose share is full can send without end.
    Optional<Admission.Refused> crowded =
        origin instanceof Origin.Peer
            ? roomRefusal(transaction).or(() -> shares.refusal(transaction, origin))
            : Optional.empty();
    if (crowded.isPresent()) {
      return crowded.get();
    }
    SenderQueue queue = queueOf(transaction.sender());
    Optional<Admission.Refused> refusal =
        queue
            .refusal(transaction, limits)
            .or(() -> roomRefusal(transaction))
            .or(() -> applicationRefusal(transaction));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    add(new Pending(transaction.compact(), origin), queue, nowMillis);
    return new Admission.Admitted(transaction.id());
  }

  /**
   * What to propose next; nothing is removed. Senders take turns, who was served least recently
   * first, each in the order of its sequences. What {@code alreadyInChain} holds counts as a turn
   * that its sender had.
   *
   * @param maxTransactions most transactions
   * @param maxBytes most bytes of canonical forms; at least the largest transaction, or that one
   *     would never go
   * @param height the height of the block; what expires below it is left out
   * @param alreadyInChain true for the ids in the blocks between the executed height and the new
   *     block
   */
  public List<Transaction> batch(
      int maxTransactions, int maxBytes, long height, Predicate<Hash> alreadyInChain) {
    Predicate<Transaction> eligible =
        transaction ->
            transaction.expiryHeight() >= height && !alreadyInChain.test(transaction.id());
    return new RoundRobin(maxTransactions, maxBytes, eligible).fill(senders.sequencedValues());
  }

  /**
   * Removes what a block executed and what can no longer be executed because of it. To be called
   * for each height in order, once it is executed; execution may be further ahead already.
   *
   * @param transactions all of the block, pending here or not
   * @return what was removed without having been in the block
   * @throws IllegalStateException when the ledger has not executed {@code height}
   */
  public List<Dropped> committed(long height, List<Transaction> transactions) {
    if (ledger.height() < height) {
      throw new IllegalStateException(
          "height "
              + height
              + " was reported before it was executed; executed: "
              + ledger.height());
    }
    List<Dropped> dropped = new ArrayList<>();
    SequencedMap<PublicKey, SenderQueue> touched = touchedBy(transactions);
    // All of the block first: what lost its sequence to an earlier one of the same block is no
    // drop.
    for (Transaction transaction : transactions) {
      Optional.ofNullable(byId.get(transaction.id())).ifPresent(this::remove);
    }
    for (Transaction transaction : transactions) {
      Optional.ofNullable(touched.get(transaction.sender()))
          .ifPresent(queue -> executed(transaction, queue, dropped));
    }
    for (SenderQueue queue : touched.sequencedValues()) {
      queue.tooOld().forEach(each -> dropOutside(each, queue, dropped));
      if (!queue.isEmpty()) {
        senders.putLast(queue.sender(), queue);
      }
    }
    dropExpired(height, dropped);
    return dropped;
  }

  /**
   * Checks everything anew after the state changed otherwise than block by block: a snapshot was
   * installed. Walks through the whole pool.
   *
   * @return what was removed
   */
  public List<Dropped> ledgerReplaced() {
    List<Dropped> dropped = new ArrayList<>();
    for (SenderQueue queue : new ArrayList<>(senders.values())) {
      queue.replaceWindow(ledger.window(queue.sender()));
      List<Transaction> all = new ArrayList<>();
      queue.iterator().forEachRemaining(all::add);
      all.forEach(each -> dropOutside(each, queue, dropped));
    }
    dropExpired(ledger.height(), dropped);
    return dropped;
  }

  /**
   * The next transactions of local clients to send to every peer, longest due first: each once at
   * first, then again after 5, 10, 20, 40, 60, 60... seconds while it is pending. Call it until it
   * answers with an empty list.
   *
   * @param maxBytes most bytes of canonical forms; a longer transaction is returned alone
   */
  public List<Transaction> toSpread(long nowMillis, int maxBytes) {
    return spreading.take(nowMillis, maxBytes);
  }

  /**
   * When {@link #toSpread} will have something, possibly in the past; empty while no local
   * transaction is pending.
   */
  public OptionalLong nextSpreadMillis() {
    return spreading.nextMillis();
  }

  /** The id of the transaction that has been pending longest. */
  public Optional<Hash> oldest() {
    return oldest(id -> false);
  }

  /**
   * The id of the transaction that has been pending longest of those that {@code excluded} does not
   * hold; walks over as many as it excludes.
   */
  public Optional<Hash> oldest(Predicate<Hash> excluded) {
    for (Hash id : byId.keySet()) {
      if (!excluded.test(id)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** Whether nothing is pending. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Pending transactions. */
  public int size() {
    return byId.size();
  }

  /** The bytes of their canonical forms. */
  public long bytes() {
    return bytes;
  }

  /** Senders with something pending. */
  public int senders() {
    return senders.size();
  }

  /** Pending transactions that count as this peer's. */
  public int sizeOfPeer(int peer) {
    return shares.of(peer).transactions();
  }

  /** Whether a transaction of that id is pending. */
  public boolean contains(Hash id) {
    return byId.containsKey(id);
  }

  /** The pending transaction of that id. */
  public Optional<Transaction> get(Hash id) {
    return Optional.ofNullable(byId.get(id)).map(Pending::transaction);
  }

  /** Whether no index holds anything: what must follow from {@link #isEmpty()}. */
  boolean holdsNothing() {
    return byId.isEmpty()
        && senders.isEmpty()
        && expiries.isEmpty()
        && spreading.isEmpty()
        && shares.isEmpty()
        && bytes == 0;
  }

  private Optional<Admission.Refused> expiryRefusal(Transaction transaction) {
    long height = ledger.height();
    long expiry = transaction.expiryHeight();
    if (expiry <= height) {
      return Optional.of(expired(expiry, height));
    }
    if (expiry - height > parameters.maxExpiryHeights()) {
      return refuse(
          RefusalCode.EXPIRY_TOO_FAR,
          "expiry height "
              + expiry
              + " is more than "
              + parameters.maxExpiryHeights()
              + " above the executed height "
              + height);
    }
    return Optional.empty();
  }

  private Optional<Admission.Refused> roomRefusal(Transaction transaction) {
    if (byId.size() >= limits.maxTransactions()) {
      return refuse(
          RefusalCode.FULL, byId.size() + " transactions are pending, the most allowed; try later");
    }
    if (bytes + transaction.encoded().size() > limits.maxBytes()) {
      return refuse(
          RefusalCode.FULL,
          bytes + " bytes are pending of " + limits.maxBytes() + " allowed; try later");
    }
    return Optional.empty();
  }

  private Optional<Admission.Refused> applicationRefusal(Transaction transaction) {
    return switch (ledger.check(transaction)) {
      case Verdict.Accepted _ -> Optional.empty();
      case Verdict.Refused(_, String detail) -> refuse(RefusalCode.APPLICATION_REFUSED, detail);
    };
  }

  /** The sender's queue; a new one is not entered yet. */
  private SenderQueue queueOf(PublicKey sender) {
    SenderQueue queue = senders.get(sender);
    return queue != null ? queue : new SenderQueue(sender, ledger.window(sender));
  }

  private void add(Pending pending, SenderQueue queue, long nowMillis) {
    Transaction transaction = pending.transaction();
    byId.put(transaction.id(), pending);
    queue.add(transaction);
    senders.putIfAbsent(queue.sender(), queue);
    expiries.add(transaction);
    shares.charge(transaction, pending.origin());
    bytes += transaction.encoded().size();
    if (pending.origin() instanceof Origin.Local) {
      spreading.add(transaction, nowMillis);
    }
  }

  private void adopt(Pending known, long nowMillis, Origin origin) {
    if (known.origin() instanceof Origin.Peer && origin instanceof Origin.Local) {
      shares.release(known.transaction(), known.origin());
      byId.put(known.transaction().id(), new Pending(known.transaction(), origin));
      spreading.add(known.transaction(), nowMillis);
    }
  }

  private SequencedMap<PublicKey, SenderQueue> touchedBy(List<Transaction> transactions) {
    SequencedMap<PublicKey, SenderQueue> touched = new LinkedHashMap<>();
    for (Transaction transaction : transactions) {
      SenderQueue queue = senders.get(transaction.sender());
      if (queue != null) {
        touched.putIfAbsent(queue.sender(), queue);
      }
    }
    return touched;
  }

  /** Moves the window as execution did, and drops what is pending with the same sequence. */
  private void executed(Transaction inBlock, SenderQueue queue, List<Dropped> dropped) {
    queue.markExecuted(inBlock.sequence());
    queue.at(inBlock.sequence()).ifPresent(rival -> dropOutside(rival, queue, dropped));
  }

  /** Drops a transaction if its sequence can no longer be executed. */
  private void dropOutside(Transaction transaction, SenderQueue queue, List<Dropped> dropped) {
    queue
        .windowRefusal(transaction.sequence())
        .ifPresent(reason -> drop(transaction.id(), reason, dropped));
  }

  private void dropExpired(long height, List<Dropped> dropped) {
    for (Hash id : expiries.lastAtOrBelow(height)) {
      Pending pending = byId.get(id);
      if (pending != null) {
        drop(id, expired(pending.transaction().expiryHeight(), height), dropped);
      }
    }
  }

  private void drop(Hash id, Admission.Refused reason, List<Dropped> dropped) {
    Pending pending = byId.get(id);
    if (pending != null) {
      remove(pending);
      dropped.add(new Dropped(pending.transaction(), reason));
    }
  }

  private void remove(Pending pending) {
    Transaction transaction = pending.transaction();
    byId.remove(transaction.id());
    SenderQueue queue = senders.get(transaction.sender());
    if (queue != null) {
      queue.remove(transaction);
      if (queue.isEmpty()) {
        senders.remove(queue.sender());
      }
    }
    expiries.remove(transaction);
    spreading.remove(transaction.id());
    shares.release(transaction, pending.origin());
    bytes -= transaction.encoded().size();
  }

  private static Admission.Refused expired(long expiry, long height) {
    return new Admission.Refused(
        RefusalCode.EXPIRED,
        "expiry height " + expiry + " is not above the executed height " + height);
  }

  private static Optional<Admission.Refused> refuse(RefusalCode code, String detail) {
    return Optional.of(new Admission.Refused(code, detail));
  }
}
