package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static io.quorate.mempool.Senders.expiring;
import static io.quorate.mempool.Senders.sized;
import static io.quorate.mempool.Senders.tx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private static final int ROOMY = 1 << 20;

  private final TestLedger ledger = new TestLedger();
  private final Mempool pool =
      new Mempool(CHAIN, PARAMETERS, new MempoolLimits(9_000, 4 << 20, 2_000, 1 << 20), ledger);
  private final Set<Hash> inChain = new LinkedHashSet<>();

  @Test
  @DisplayName("a sender with 1000 pending delays another's single one by no more than one round")
  void singleBesideFlood() {
    flood(1, 1_000);
    submit(tx(2, 1));
    assertEquals(List.of(tx(1, 1), tx(2, 1), tx(1, 2)), batch(3));
  }

  @Test
  @DisplayName("what a sender has in uncommitted blocks counts as turns it had")
  void singleBesideFloodInFlight() {
    flood(1, 1_000);
    inChain.addAll(batch(100).stream().map(Transaction::id).toList());
    assertEquals(100, inChain.size());
    submit(tx(2, 1));
    submit(tx(2, 2));
    assertEquals(List.of(tx(2, 1), tx(2, 2), tx(1, 101)), batch(3));
  }

  @Test
  @DisplayName("more senders than a batch holds: all are served before one is served twice")
  void manySenders() {
    int senders = 95;
    for (int s = 1; s <= senders; s++) {
      flood(s, 3);
    }
    List<Transaction> served = new ArrayList<>();
    while (served.size() < senders) {
      List<Transaction> block = batch(10);
      commit(block);
      served.addAll(block);
    }
    assertEquals(
        senders, served.subList(0, senders).stream().map(Transaction::sender).distinct().count());
  }

  @Test
  @DisplayName("a sender that came last is served although new floods keep coming from others")
  void notStarved() {
    for (int s = 1; s <= 50; s++) {
      flood(s, 100);
    }
    submit(tx(99, 1));
    int blocks = 0;
    while (pool.contains(tx(99, 1).id())) {
      commit(batch(10));
      blocks++;
      flood(100 + blocks, 100);
    }
    assertEquals(6, blocks, "50 senders in front of it, ten in a block");
  }

  @Test
  @DisplayName("one sender's transactions go in the order of their sequences, however they came")
  void sequenceOrder() {
    submit(tx(1, 9));
    submit(tx(1, 4));
    submit(tx(1, 7));
    assertEquals(List.of(tx(1, 4), tx(1, 7), tx(1, 9)), batch(5));
  }

  @Test
  @DisplayName("a batch removes nothing and is the same when asked again")
  void batchIsPure() {
    flood(1, 20);
    flood(2, 20);
    assertEquals(batch(15), batch(15));
    assertEquals(40, pool.size());
  }

  @Test
  @DisplayName(
      "count and byte limits of a batch are exact; a long one does not let its sender's later ones past")
  void batchLimits() {
    submit(sized(1, 1, 500));
    submit(sized(1, 2, 600));
    submit(sized(1, 3, 150));
    submit(sized(2, 1, 400));
    submit(sized(2, 2, 150));
    assertEquals(
        List.of(sized(1, 1, 500), sized(2, 1, 400), sized(2, 2, 150)),
        pool.batch(100, 1_499, 1, inChain::contains));
    assertEquals(
        List.of(sized(1, 1, 500), sized(2, 1, 400), sized(1, 2, 600)),
        pool.batch(100, 1_500, 1, inChain::contains));
    assertEquals(5, pool.batch(100, 1_800, 1, inChain::contains).size());
    assertEquals(List.of(), pool.batch(0, ROOMY, 1, inChain::contains));
    assertEquals(List.of(), pool.batch(10, 0, 1, inChain::contains));
  }

  @Test
  @DisplayName("what expires before the block's height is left out")
  void expiredLeftOut() {
    submit(expiring(1, 1, 4));
    submit(expiring(1, 2, 5));
    assertEquals(2, pool.batch(10, ROOMY, 4, inChain::contains).size());
    assertEquals(List.of(expiring(1, 2, 5)), pool.batch(10, ROOMY, 5, inChain::contains));
    assertEquals(List.of(), pool.batch(10, ROOMY, 6, inChain::contains));
  }

  @Test
  @DisplayName("an empty pool makes an empty batch")
  void empty() {
    assertTrue(batch(10).isEmpty());
  }

  private void flood(int sender, int count) {
    for (int s = 1; s <= count; s++) {
      submit(tx(sender, s));
    }
  }

  private void submit(Transaction transaction) {
    assertEquals(
        new Admission.Admitted(transaction.id()), pool.submit(transaction, 0, Origin.LOCAL));
  }

  private List<Transaction> batch(int maxTransactions) {
    return pool.batch(maxTransactions, ROOMY, ledger.height() + 1, inChain::contains);
  }

  private void commit(List<Transaction> block) {
    ledger.execute(block);
    pool.committed(ledger.height(), block);
  }
}
