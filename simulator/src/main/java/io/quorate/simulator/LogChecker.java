package io.quorate.simulator;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The one log that all honest nodes must agree on, for all time and over all restarts, and what its
 * execution must come to: agreement, prefix, validity, certified state.
 */
final class LogChecker {
  private final Predicate<Transaction> submitted;
  private final List<Block> log = new ArrayList<>();
  private final List<List<Receipt>> receipts = new ArrayList<>();
  private final List<Hash> receiptsRoots = new ArrayList<>();
  private final Map<Long, Outcome> outcomes = new LinkedHashMap<>();
  private final KeyValueModel model = new KeyValueModel();
  private final long[] committed;
  private final Set<Hash> executed = new LinkedHashSet<>();
  private long transactions;

  /** What a height came to at whoever executed it first. */
  private record Outcome(int node, Hash block, Hash stateRoot, Hash receiptsRoot) {}

  /**
   * @param submitted whether some client really sent that transaction
   */
  LogChecker(Block genesis, int nodes, Predicate<Transaction> submitted) {
    this.submitted = submitted;
    this.committed = new long[nodes];
    log.add(genesis);
    add(List.of());
  }

  /** The highest height that anybody committed. */
  long height() {
    return log.size() - 1L;
  }

  /** Transactions in the log. */
  long transactions() {
    return transactions;
  }

  /** Transactions that were executed, rather than skipped because their sequence was used. */
  int executedTransactions() {
    return executed.size();
  }

  /** Whether a transaction was executed, rather than skipped because its sequence was used. */
  boolean executedFirst(Hash transaction) {
    return executed.contains(transaction);
  }

  KeyValueModel model() {
    return model;
  }

  Block block(long height) {
    return log.get((int) height);
  }

  /** The receipt that everybody must give for a place in the log. */
  Optional<Receipt> receipt(long height, int index) {
    return height > 0 && height <= height() && index < receipts.get((int) height).size()
        ? Optional.of(receipts.get((int) height).get(index))
        : Optional.empty();
  }

  void committed(int node, Block block) {
    if (block.height() != committed[node] + 1) {
      throw new Violation(
          "prefix", "n" + node + " committed " + block + " after height " + committed[node]);
    }
    committed[node]++;
    if (block.height() <= height()) {
      compare(node, block);
    } else {
      append(node, block);
    }
  }

  /**
   * A process started over what an earlier one left on the disk. A crash can fall between the write
   * of a commit and its announcement: what the disk holds beyond everything announced is taken as
   * committed here, and everybody else has to agree with it from now on.
   */
  void restarted(int node, Ledger ledger, long compareFrom) {
    long height = ledger.committedHeight();
    committed[node] = height;
    for (long at = Math.max(1, Math.min(compareFrom, height() + 1)); at <= height; at++) {
      long missing = at;
      Block block =
          ledger
              .block(at)
              .orElseThrow(() ->
                  new Violation("prefix", "n" + node + " lost the block of height " + missing));
      if (at <= height()) {
        compare(node, block);
      } else {
        append(node, block);
      }
    }
  }

  void executed(int node, ExecutedBlock result) {
    long height = result.block().height();
    if (height > height()) {
      throw new Violation(
          "prefix", "n" + node + " executed height " + height + " that nobody committed");
    }
    compare(node, result.block());
    List<Receipt> expected = receipts.get((int) height);
    if (!expected.equals(result.receipts())) {
      throw new Violation(
          "model",
          "n"
              + node
              + " executed height "
              + height
              + " to "
              + result.receipts()
              + ", the model says "
              + expected);
    }
    if (!result.receiptsRoot().equals(receiptsRoots.get((int) height))) {
      throw new Violation("model", "n" + node + " has another receipts root at height " + height);
    }
    Outcome mine =
        new Outcome(node, result.block().hash(), result.stateRoot(), result.receiptsRoot());
    Outcome first = outcomes.putIfAbsent(height, mine);
    if (first != null) {
      sameState(mine, first.node(), first.stateRoot(), height);
    }
  }

  void finalised(int node, FinalityCertificate certificate) {
    long height = certificate.attestation().height();
    Outcome outcome = outcomes.get(height);
    if (outcome == null) {
      throw new Violation(
          "certified state",
          "n" + node + " has a certificate of height " + height + " that nobody executed");
    }
    boolean equal =
        outcome.block().equals(certificate.attestation().block())
            && outcome.stateRoot().equals(certificate.attestation().stateRoot())
            && outcome.receiptsRoot().equals(certificate.attestation().receiptsRoot());
    if (!equal) {
      throw new Violation(
          "certified state",
          "n"
              + node
              + " has a certificate of height "
              + height
              + " over another result than n"
              + outcome.node()
              + " came to");
    }
  }

  private static void sameState(Outcome mine, int other, Hash root, long height) {
    if (!mine.stateRoot().equals(root)) {
      throw new Violation(
          "certified state",
          "height "
              + height
              + " has state root "
              + mine.stateRoot().shortHex()
              + " at n"
              + mine.node()
              + " and "
              + root.shortHex()
              + " at n"
              + other);
    }
  }

  private void compare(int node, Block block) {
    Block first = log.get((int) block.height());
    if (!first.hash().equals(block.hash())) {
      throw new Violation(
          "agreement", "n" + node + " has " + block + " where " + first + " was committed before");
    }
  }

  private void append(int node, Block block) {
    Block parent = log.getLast();
    if (!block.parent().equals(parent.hash())
        || block.header().timeMillis() < parent.header().timeMillis()) {
      throw new Violation(
          "validity", "n" + node + " committed " + block + " that does not follow " + parent);
    }
    for (Transaction transaction : block.payload().transactions()) {
      if (!submitted.test(transaction)) {
        throw new Violation("validity", "no client sent " + transaction + " of " + block);
      }
      if (transaction.expiryHeight() < block.height()) {
        throw new Violation("validity", transaction + " had expired before " + block);
      }
    }
    log.add(block);
    List<Receipt> results = model.apply(block);
    add(results);
    for (Receipt result : results) {
      switch (result.status()) {
        case EXECUTED, FAILED -> executed.add(result.transaction());
        case REPLAYED, OUT_OF_WINDOW -> {}
      }
    }
    transactions += block.payload().transactions().size();
  }

  private void add(List<Receipt> results) {
    receipts.add(results);
    receiptsRoots.add(MerkleTree.root(results.stream().map(Receipt::encoded).toList()));
  }
}
