package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.MAX_EXPIRY_HEIGHTS;
import static io.quorate.mempool.Senders.MAX_TRANSACTION_BYTES;
import static io.quorate.mempool.Senders.PARAMETERS;
import static io.quorate.mempool.Senders.expiring;
import static io.quorate.mempool.Senders.sized;
import static io.quorate.mempool.Senders.tx;
import static io.quorate.mempool.Senders.variant;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AdmissionTest {
  private static final MempoolLimits LIMITS = new MempoolLimits(100, 20_000, 10, 2_000);

  private final TestLedger ledger = new TestLedger();
  private final Mempool pool = new Mempool(CHAIN, PARAMETERS, LIMITS, ledger);

  @Test
  @DisplayName("an admitted transaction is found again, in memory of its own")
  void admitted() {
    Transaction transaction = tx(1, 1);
    assertEquals(new Admission.Admitted(transaction.id()), submit(transaction));
    assertTrue(pool.contains(transaction.id()));
    Transaction kept = pool.get(transaction.id()).orElseThrow();
    assertEquals(transaction, kept);
    assertNotSame(transaction.encoded(), kept.encoded());
    assertNotSame(transaction.signature().bytes(), kept.signature().bytes());
    assertEquals(1, pool.size());
    assertEquals(1, pool.senders());
    assertEquals(transaction.encoded().size(), pool.bytes());
    assertFalse(pool.isEmpty());
  }

  @Test
  @DisplayName("S65: a duplicate is told so, from whomever it comes, and counts once")
  void duplicate() {
    Transaction transaction = tx(1, 1);
    submit(transaction);
    assertEquals(new Admission.AlreadyPending(transaction.id()), submit(transaction));
    assertEquals(
        new Admission.AlreadyPending(transaction.id()),
        pool.submit(transaction, 0, Origin.peer(2)));
    assertEquals(1, pool.size());
    assertEquals(transaction.encoded().size(), pool.bytes());
  }

  @Test
  @DisplayName("S65: a transaction of the largest size passes, one byte more does not")
  void tooLarge() {
    admit(sized(1, 1, MAX_TRANSACTION_BYTES));
    refuse(RefusalCode.TOO_LARGE, sized(1, 2, MAX_TRANSACTION_BYTES + 1));
  }

  @Test
  @DisplayName("S65: another chain's transaction is refused")
  void wrongChain() {
    refuse(RefusalCode.WRONG_CHAIN, Senders.on(Senders.OTHER_CHAIN, 1, 1, 50, 0, 150));
  }

  @Test
  @DisplayName("expiry: the next height is the nearest, the chain's span the furthest")
  void expiry() {
    for (int i = 0; i < 7; i++) {
      ledger.execute(List.of());
    }
    refuse(RefusalCode.EXPIRED, expiring(1, 1, 7));
    admit(expiring(1, 1, 8));
    admit(expiring(1, 2, 7 + MAX_EXPIRY_HEIGHTS));
    refuse(RefusalCode.EXPIRY_TOO_FAR, expiring(1, 3, 7 + MAX_EXPIRY_HEIGHTS + 1));
    refuse(RefusalCode.EXPIRY_TOO_FAR, expiring(1, 3, Long.MAX_VALUE));
  }

  @Test
  @DisplayName(
      "S23 S65: an executed sequence is refused, with the very transaction and with another")
  void sequenceUsed() {
    Transaction transaction = tx(1, 1);
    submit(transaction);
    commit(transaction);
    refuse(RefusalCode.SEQUENCE_USED, transaction);
    refuse(RefusalCode.SEQUENCE_USED, variant(1, 1, 9));
  }

  @Test
  @DisplayName("S65: sequences below and above the window are refused, at the edges admitted")
  void sequenceWindow() {
    int width = SequenceWindow.WIDTH;
    refuse(RefusalCode.SEQUENCE_TOO_FAR_AHEAD, tx(1, width + 1));
    commit(tx(1, 10));
    commit(tx(1, 10 + width));
    refuse(RefusalCode.SEQUENCE_TOO_OLD, tx(1, 10));
    refuse(RefusalCode.SEQUENCE_TOO_OLD, tx(1, 9));
    admit(tx(1, 11));
    admit(tx(1, 10 + 2 * width));
    refuse(RefusalCode.SEQUENCE_TOO_FAR_AHEAD, tx(1, 11 + 2 * width));
  }

  @Test
  @DisplayName("two transactions of one sender and sequence: the first one stays")
  void sequenceTaken() {
    Transaction first = tx(1, 1);
    admit(first);
    refuse(RefusalCode.SEQUENCE_TAKEN, variant(1, 1, 9));
    assertTrue(pool.contains(first.id()));
    assertFalse(pool.contains(variant(1, 1, 9).id()));
  }

  @Test
  @DisplayName("the application is asked last, and not about what is refused anyway")
  void applicationRefused() {
    ledger.setRefused(9, true);
    refuse(RefusalCode.APPLICATION_REFUSED, variant(1, 1, 9));
    assertEquals(1, ledger.checks());
    admit(tx(1, 1));
    int before = ledger.checks();
    refuse(RefusalCode.SEQUENCE_TAKEN, variant(1, 1, 9));
    refuse(RefusalCode.EXPIRED, expiring(1, 2, 0));
    submit(tx(1, 1));
    assertEquals(before, ledger.checks());
    ledger.setRefused(9, false);
    admit(variant(1, 2, 9));
  }

  @Test
  @DisplayName("a sender's limit in transactions is exact and is no one else's")
  void senderFullByCount() {
    for (int s = 1; s <= 10; s++) {
      admit(tx(1, s));
    }
    refuse(RefusalCode.SENDER_FULL, tx(1, 11));
    admit(tx(2, 1));
    commit(tx(1, 5));
    admit(tx(1, 11));
  }

  @Test
  @DisplayName("a sender's limit in bytes is exact")
  void senderFullByBytes() {
    admit(sized(1, 1, 1_000));
    admit(sized(1, 2, 849));
    refuse(RefusalCode.SENDER_FULL, sized(1, 3, 152));
    admit(sized(1, 3, 151));
    refuse(RefusalCode.SENDER_FULL, sized(1, 4, Transaction.OVERHEAD));
    assertEquals(2_000, pool.bytes());
  }

  @Test
  @DisplayName("the total limit in transactions is exact, refuses and evicts nobody")
  void fullByCount() {
    for (int i = 0; i < 100; i++) {
      admit(tx(1 + i / 10, 1 + i % 10));
    }
    refuse(RefusalCode.FULL, tx(50, 1));
    assertEquals(100, pool.size());
    assertTrue(pool.contains(tx(1, 1).id()));
    commit(tx(1, 1));
    admit(tx(50, 1));
  }

  @Test
  @DisplayName("the total limit in bytes is exact")
  void fullByBytes() {
    for (int i = 0; i < 19; i++) {
      admit(sized(1 + i, 1, 1_000));
    }
    admit(sized(20, 1, 850));
    refuse(RefusalCode.FULL, sized(21, 1, 151));
    admit(sized(21, 1, 150));
    assertEquals(20_000, pool.bytes());
  }

  @Test
  @DisplayName("every code has a stable text of its own")
  void stableTexts() {
    Set<String> texts = new LinkedHashSet<>();
    for (RefusalCode code : RefusalCode.values()) {
      assertTrue(code.text().matches("[a-z]+(_[a-z]+)*"), code.text());
      texts.add(code.text());
    }
    assertEquals(RefusalCode.values().length, texts.size());
  }

  @Test
  @DisplayName("limits out of range or out of relation are named")
  void limitsChecked() {
    assertNamed("maxTransactions", () -> new MempoolLimits(0, 1_000, 1, 1_000));
    assertNamed("maxBytes", () -> new MempoolLimits(1, 10, 1, 10));
    assertNamed("maxTransactionsPerSender", () -> new MempoolLimits(10, 1_000, 11, 1_000));
    assertNamed("maxBytesPerSender", () -> new MempoolLimits(10, 1_000, 1, 1_001));
    MempoolLimits small = new MempoolLimits(10, 1_000, 1, MAX_TRANSACTION_BYTES - 1);
    assertNamed("maxBytesPerSender", () -> new Mempool(CHAIN, PARAMETERS, small, ledger));
  }

  private static void assertNamed(String key, Executable construction) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, construction).getMessage());
    assertTrue(message.startsWith(key + " is "), message);
  }

  private Admission submit(Transaction transaction) {
    return pool.submit(transaction, 0, Origin.LOCAL);
  }

  private void admit(Transaction transaction) {
    assertEquals(new Admission.Admitted(transaction.id()), submit(transaction));
  }

  /** Refused with that code, a sentence, and no trace left. */
  private void refuse(RefusalCode code, Transaction transaction) {
    int size = pool.size();
    long bytes = pool.bytes();
    int senders = pool.senders();
    Admission.Refused refused = assertInstanceOf(Admission.Refused.class, submit(transaction));
    assertEquals(code, refused.code(), refused.detail());
    assertTrue(refused.detail().length() > 10);
    assertEquals(size, pool.size());
    assertEquals(bytes, pool.bytes());
    assertEquals(senders, pool.senders());
  }

  private void commit(Transaction... block) {
    ledger.execute(List.of(block));
    pool.committed(ledger.height(), List.of(block));
  }
}
