package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static io.quorate.mempool.Senders.expiring;
import static io.quorate.mempool.Senders.tx;
import static io.quorate.mempool.Senders.variant;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CommittedTest {
  private final TestLedger ledger = new TestLedger();
  private final Mempool pool =
      new Mempool(CHAIN, PARAMETERS, new MempoolLimits(5_000, 4 << 20, 2_000, 1 << 20), ledger);

  @Test
  @DisplayName("after everything is committed no index holds anything")
  void nothingLeft() {
    for (int i = 0; i < 3_000; i++) {
      Origin origin = i % 3 == 0 ? Origin.LOCAL : Origin.peer(i % 3);
      assertAdmitted(expiring(i % 70, 1 + i / 70, 10 + i % 13), origin);
    }
    pool.toSpread(0, 100_000);
    while (!pool.isEmpty()) {
      List<Transaction> block = pool.batch(500, 1 << 20, ledger.height() + 1, _ -> false);
      assertFalse(block.isEmpty());
      assertEquals(List.of(), commit(block));
    }
    assertTrue(pool.holdsNothing());
    assertEquals(0, pool.bytes());
  }

  @Test
  @DisplayName(
      "S71: the sequence of a pending one was executed with another transaction: it is dropped, with the reason")
  void rivalExecuted() {
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertAdmitted(tx(1, 2), Origin.LOCAL);
    assertDropped(commit(List.of(variant(1, 1, 9))), tx(1, 1), RefusalCode.SEQUENCE_USED);
    assertEquals(1, pool.size());
  }

  @Test
  @DisplayName(
      "S71: a pending one in one block with the rival that used its sequence is no drop: it has a receipt")
  void rivalInSameBlock() {
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertEquals(List.of(), commit(List.of(variant(1, 1, 9), tx(1, 1))));
    assertTrue(pool.holdsNothing());
  }

  @Test
  @DisplayName(
      "execution is a block ahead of the pool: what that block holds is not dropped for being too old")
  void executionAhead() {
    Transaction last = tx(1, SequenceWindow.WIDTH);
    Transaction beyond = tx(1, 2 + SequenceWindow.WIDTH);
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertAdmitted(tx(1, 2), Origin.LOCAL);
    ledger.execute(List.of(last));
    ledger.execute(List.of(tx(1, 1), beyond));
    assertEquals(List.of(), pool.committed(1, List.of(last)));
    assertTrue(pool.contains(tx(1, 1).id()));
    assertDropped(
        pool.committed(2, List.of(tx(1, 1), beyond)), tx(1, 2), RefusalCode.SEQUENCE_TOO_OLD);
    assertTrue(pool.holdsNothing());
  }

  @Test
  @DisplayName("what falls below the window is dropped")
  void fellBelowWindow() {
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertAdmitted(tx(1, 2), Origin.LOCAL);
    assertAdmitted(tx(1, 3), Origin.LOCAL);
    assertEquals(List.of(), commit(List.of(tx(1, 1_000))));
    List<Dropped> dropped = commit(List.of(tx(1, 2 + SequenceWindow.WIDTH)));
    assertEquals(List.of(tx(1, 1), tx(1, 2)), dropped.stream().map(Dropped::transaction).toList());
    assertEquals(RefusalCode.SEQUENCE_TOO_OLD, dropped.getFirst().reason().code());
    assertTrue(pool.contains(tx(1, 3).id()));
  }

  @Test
  @DisplayName("what can be executed at no later height is dropped, and not one height too early")
  void expired() {
    assertAdmitted(expiring(1, 1, 2), Origin.LOCAL);
    assertAdmitted(expiring(2, 1, 3), Origin.peer(1));
    assertEquals(List.of(), commit(List.of()));
    assertDropped(commit(List.of()), expiring(1, 1, 2), RefusalCode.EXPIRED);
    assertDropped(commit(List.of()), expiring(2, 1, 3), RefusalCode.EXPIRED);
    assertTrue(pool.holdsNothing());
  }

  @Test
  @DisplayName("a block of strangers changes nothing here")
  void strangers() {
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertEquals(List.of(), commit(List.of(tx(2, 1), tx(3, 1))));
    assertEquals(1, pool.size());
    assertEquals(1, pool.senders());
  }

  @Test
  @DisplayName("S23: a Byzantine leader orders one transaction twice: the pool survives it")
  void twiceInBlock() {
    assertAdmitted(tx(1, 1), Origin.LOCAL);
    assertEquals(List.of(), commit(List.of(tx(1, 1), tx(1, 1))));
    assertEquals(List.of(), commit(List.of(tx(1, 1))));
    assertTrue(pool.holdsNothing());
  }

  @Test
  @DisplayName("a height that is not executed yet cannot be reported")
  void beforeExecution() {
    assertThrows(IllegalStateException.class, () -> pool.committed(1, List.of()));
  }

  @Test
  @DisplayName("after a snapshot everything is checked anew")
  void snapshot() {
    assertAdmitted(expiring(1, 1, 2), Origin.LOCAL);
    assertAdmitted(tx(1, 2), Origin.LOCAL);
    assertAdmitted(tx(2, 1), Origin.peer(1));
    ledger.execute(List.of(tx(2, 1)));
    ledger.execute(List.of());
    List<Dropped> dropped = pool.ledgerReplaced();
    assertEquals(
        List.of(RefusalCode.SEQUENCE_USED, RefusalCode.EXPIRED),
        dropped.stream().map(each -> each.reason().code()).toList());
    assertEquals(List.of(tx(1, 2)), pool.batch(10, 10_000, 3, _ -> false));
  }

  @Test
  @DisplayName("two pools given the same calls give the same answers")
  void deterministic() {
    TestLedger ledger2 = new TestLedger();
    Mempool twin =
        new Mempool(CHAIN, PARAMETERS, new MempoolLimits(5_000, 4 << 20, 2_000, 1 << 20), ledger2);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 100; i++) {
        Transaction transaction = tx((i * 37 + round) % 41, 1 + round * 3 + i % 3);
        assertEquals(
            pool.submit(transaction, i, Origin.LOCAL), twin.submit(transaction, i, Origin.LOCAL));
      }
      List<Transaction> block = pool.batch(60, 1 << 20, round + 1, _ -> false);
      assertEquals(block, twin.batch(60, 1 << 20, round + 1, _ -> false));
      ledger2.execute(block);
      assertEquals(commit(block), twin.committed(round + 1, block));
      assertEquals(pool.toSpread(round, 5_000), twin.toSpread(round, 5_000));
    }
  }

  private void assertAdmitted(Transaction transaction, Origin origin) {
    assertEquals(new Admission.Admitted(transaction.id()), pool.submit(transaction, 0, origin));
  }

  private static void assertDropped(
      List<Dropped> dropped, Transaction transaction, RefusalCode code) {
    assertEquals(
        List.of(transaction), new ArrayList<>(dropped.stream().map(Dropped::transaction).toList()));
    assertEquals(code, dropped.getFirst().reason().code());
  }

  private List<Dropped> commit(List<Transaction> block) {
    ledger.execute(block);
    return pool.committed(ledger.height(), block);
  }
}
