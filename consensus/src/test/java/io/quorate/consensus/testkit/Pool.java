package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The clients' transactions and who knows them. */
final class Pool {
  private static final int BLOCK = 10;

  private final Fixture fixture;
  private final Map<Hash, Transaction> pending;
  private final Map<Hash, Transaction> submitted = new LinkedHashMap<>();
  private final Map<Hash, Set<Integer>> knownTo = new LinkedHashMap<>();
  private final Map<Integer, Set<Hash>> served = new TreeMap<>();
  private long numbers;

  /** Whether a replica lets go of a transaction only once it has committed it itself. */
  boolean own;

  /** {@code pending} is kept up to date: what no honest replica committed yet. */
  Pool(Fixture fixture, Map<Hash, Transaction> pending) {
    this.fixture = fixture;
    this.pending = pending;
  }

  Transaction submit() {
    Transaction transaction = fixture.transaction(++numbers);
    submitted.put(transaction.id(), transaction);
    pending.put(transaction.id(), transaction);
    return transaction;
  }

  Transaction submitTo(Set<Integer> nodes, boolean honest) {
    Transaction transaction = submit();
    knownTo.put(transaction.id(), nodes);
    if (!honest) {
      pending.remove(transaction.id()); // nobody is owed it
    }
    return transaction;
  }

  /** What one replica knew alone, all know now. */
  void spread() {
    knownTo.clear();
  }

  Optional<Hash> oldest(int node) {
    return waiting(node, Set.of()).stream().map(Transaction::id).findFirst();
  }

  Payload proposable(int node, List<Block> ancestors) {
    Set<Hash> taken = new LinkedHashSet<>();
    ancestors.forEach(block -> block.payload().transactions().forEach(tx -> taken.add(tx.id())));
    return new Payload(waiting(node, taken), List.of());
  }

  /** {@code node} committed the block; {@code honest} when that serves the clients. */
  void committed(int node, Block block, boolean honest) {
    for (Transaction transaction : block.payload().transactions()) {
      served.computeIfAbsent(node, n -> new LinkedHashSet<>()).add(transaction.id());
      if (honest) {
        pending.remove(transaction.id());
      }
    }
  }

  private boolean knows(int node, Transaction transaction) {
    Set<Integer> who = knownTo.get(transaction.id());
    return who == null || who.contains(node);
  }

  private List<Transaction> waiting(int node, Set<Hash> taken) {
    Set<Hash> gone = own ? served.getOrDefault(node, Set.of()) : Set.of();
    return (own ? submitted : pending)
        .values().stream()
            .filter(tx -> knows(node, tx))
            .filter(tx -> !taken.contains(tx.id()) && !gone.contains(tx.id()))
            .limit(BLOCK)
            .toList();
  }
}
