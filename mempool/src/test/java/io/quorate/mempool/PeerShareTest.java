package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static io.quorate.mempool.Senders.sized;
import static io.quorate.mempool.Senders.tx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Transaction;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerShareTest {
  private static final Origin LIAR = Origin.peer(3);

  private final TestLedger ledger = new TestLedger();
  private final Mempool pool =
      new Mempool(CHAIN, PARAMETERS, new MempoolLimits(40, 40_000, 40, 40_000), ledger);

  @Test
  @DisplayName("a peer that floods with keys of its own fills its share, and nobody else's")
  void floodByCount() {
    admit(tx(1, 1), Origin.LOCAL);
    admit(tx(2, 1), Origin.peer(1));
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      if (pool.submit(tx(1_000 + i, 1), 0, LIAR) instanceof Admission.Admitted) {
        admitted++;
      }
    }
    assertEquals(10, admitted, "a third of three quarters of 40");
    assertEquals(10, pool.sizeOfPeer(3));
    assertTrue(pool.contains(tx(1, 1).id()) && pool.contains(tx(2, 1).id()));
    for (int s = 2; s <= 10; s++) {
      admit(tx(2, s), Origin.peer(1));
    }
    for (int s = 1; s <= 10; s++) {
      admit(tx(3, s), Origin.peer(2));
      if (s > 1) {
        admit(tx(1, s), Origin.LOCAL);
      }
    }
    assertEquals(40, pool.size(), "every honest share could be filled");
  }

  @Test
  @DisplayName("the share holds in bytes as well, exactly")
  void floodByBytes() {
    for (int i = 0; i < 9; i++) {
      admit(sized(100 + i, 1, 1_000), LIAR);
    }
    admit(sized(200, 1, 850), LIAR);
    refuse(sized(201, 1, 151), LIAR);
    admit(sized(201, 1, 150), Origin.peer(2));
  }

  @Test
  @DisplayName("peers beyond the announced number share three quarters all the same")
  void strangers() {
    for (int i = 0; i < 30; i++) {
      admit(tx(100 + i, 1), Origin.peer(i));
    }
    refuse(tx(500, 1), Origin.peer(99));
    admit(tx(500, 1), Origin.LOCAL);
  }

  @Test
  @DisplayName("executed transactions free their peer's share")
  void shareComesBack() {
    for (int s = 1; s <= 10; s++) {
      admit(tx(5, s), LIAR);
    }
    refuse(tx(5, 11), LIAR);
    ledger.execute(List.of(tx(5, 1)));
    pool.committed(1, List.of(tx(5, 1)));
    assertEquals(9, pool.sizeOfPeer(3));
    admit(tx(5, 11), LIAR);
  }

  @Test
  @DisplayName("a larger epoch has smaller shares; what is pending stays")
  void moreValidators() {
    for (int s = 1; s <= 8; s++) {
      admit(tx(5, s), LIAR);
    }
    pool.divideAmong(6);
    assertEquals(8, pool.size());
    refuse(tx(5, 9), LIAR);
    for (int s = 1; s <= 5; s++) {
      admit(tx(6, s), Origin.peer(1));
    }
    refuse(tx(6, 6), Origin.peer(1));
    pool.divideAmong(3);
    admit(tx(6, 6), Origin.peer(1));
  }

  @Test
  @DisplayName(
      "a client submits here what a peer kept to us: it becomes ours to spread, off the peer's share")
  void adopted() {
    Transaction transaction = tx(5, 1);
    admit(transaction, LIAR);
    assertEquals(List.of(), pool.toSpread(100, 10_000));
    assertEquals(
        new Admission.AlreadyPending(transaction.id()),
        pool.submit(transaction, 100, Origin.LOCAL));
    assertEquals(0, pool.sizeOfPeer(3));
    assertEquals(List.of(transaction), pool.toSpread(100, 10_000));
    pool.submit(transaction, 200, Origin.LOCAL);
    assertEquals(List.of(), pool.toSpread(200, 10_000), "not sent again for every retry");
    ledger.execute(List.of(transaction));
    pool.committed(1, List.of(transaction));
    assertTrue(pool.holdsNothing());
  }

  private void admit(Transaction transaction, Origin origin) {
    assertEquals(new Admission.Admitted(transaction.id()), pool.submit(transaction, 0, origin));
  }

  private void refuse(Transaction transaction, Origin origin) {
    Admission.Refused refused =
        assertInstanceOf(Admission.Refused.class, pool.submit(transaction, 0, origin));
    assertEquals(RefusalCode.PEER_FULL, refused.code(), refused.detail());
  }
}
