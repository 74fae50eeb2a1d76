package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static io.quorate.mempool.Senders.sized;
import static io.quorate.mempool.Senders.tx;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SpreadingTest {
  private static final int ROOMY = 1 << 20;

  private final TestLedger ledger = new TestLedger();
  private final Mempool pool =
      new Mempool(CHAIN, PARAMETERS, new MempoolLimits(1_000, ROOMY, 1_000, ROOMY), ledger);

  @Test
  @DisplayName(
      "what local clients submit is sent once, in order; what peers sent is theirs to spread")
  void onceInOrder() {
    submit(tx(2, 1), 10, Origin.LOCAL);
    submit(tx(1, 1), 10, Origin.peer(1));
    submit(tx(1, 2), 10, Origin.LOCAL);
    assertEquals(List.of(tx(2, 1), tx(1, 2)), pool.toSpread(10, ROOMY));
    assertEquals(List.of(), pool.toSpread(10, ROOMY));
  }

  @Test
  @DisplayName("batches keep to their size; a transaction longer than a batch goes alone")
  void batches() {
    submit(sized(1, 1, 600), 0, Origin.LOCAL);
    submit(sized(1, 2, 400), 0, Origin.LOCAL);
    submit(sized(1, 3, 1_000), 0, Origin.LOCAL);
    assertEquals(2, pool.toSpread(0, 1_000).size());
    assertEquals(List.of(sized(1, 3, 1_000)), pool.toSpread(0, 500));
    assertEquals(List.of(), pool.toSpread(0, 500));
  }

  @Test
  @DisplayName(
      "a pending transaction is sent again after growing delays, because messages get lost")
  void repeats() {
    submit(tx(1, 1), 1_000, Origin.LOCAL);
    List<Long> sentAt = new ArrayList<>();
    for (long now = 1_000; now <= 200_000; now += 500) {
      if (!pool.toSpread(now, ROOMY).isEmpty()) {
        sentAt.add(now);
      }
    }
    assertEquals(List.of(1_000L, 6_000L, 16_000L, 36_000L, 76_000L, 136_000L, 196_000L), sentAt);
  }

  @Test
  @DisplayName("repeats do not starve new ones, nor new ones repeats: longest due goes first")
  void longestDueFirst() {
    submit(tx(1, 1), 0, Origin.LOCAL);
    pool.toSpread(0, ROOMY);
    submit(tx(1, 2), 4_000, Origin.LOCAL);
    submit(tx(1, 3), 6_000, Origin.LOCAL);
    assertEquals(List.of(tx(1, 2), tx(1, 1), tx(1, 3)), pool.toSpread(6_000, ROOMY));
  }

  @Test
  @DisplayName("what was executed is not sent, neither first nor again")
  void executedNotSent() {
    submit(tx(1, 1), 0, Origin.LOCAL);
    pool.toSpread(0, ROOMY);
    submit(tx(1, 2), 0, Origin.LOCAL);
    List<Transaction> block = List.of(tx(1, 1), tx(1, 2));
    ledger.execute(block);
    pool.committed(1, block);
    assertEquals(List.of(), pool.toSpread(1_000_000, ROOMY));
  }

  @Test
  @DisplayName("the pool says when the next sending is due")
  void nextDue() {
    assertEquals(OptionalLong.empty(), pool.nextSpreadMillis());
    submit(tx(1, 1), 70, Origin.LOCAL);
    assertEquals(OptionalLong.of(70), pool.nextSpreadMillis());
    pool.toSpread(90, ROOMY);
    assertEquals(OptionalLong.of(5_090), pool.nextSpreadMillis());
  }

  private void submit(Transaction transaction, long now, Origin origin) {
    assertEquals(new Admission.Admitted(transaction.id()), pool.submit(transaction, now, origin));
  }
}
