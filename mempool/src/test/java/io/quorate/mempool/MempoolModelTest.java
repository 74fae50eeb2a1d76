package io.quorate.mempool;

import static io.quorate.mempool.Senders.CHAIN;
import static io.quorate.mempool.Senders.PARAMETERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pool and its naive model get the same random calls and must give the same answers after each.
 */
class MempoolModelTest {
  private static final int STEPS = 6_000;
  private static final int SENDERS = 7;
  private static final MempoolLimits LIMITS = new MempoolLimits(60, 16_000, 14, 3_200);

  private final TestLedger ledger = new TestLedger();
  private final Mempool pool = new Mempool(CHAIN, PARAMETERS, LIMITS, ledger);
  private final NaiveMempool model = new NaiveMempool(LIMITS, ledger);
  private final TreeMap<String, Integer> outcomes = new TreeMap<>();
  private final List<List<Transaction>> ahead = new ArrayList<>();
  private final List<Transaction> past = new ArrayList<>();
  private long now;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName(
      "S71: duplicates, rivals, expiry, a fickle application, full limits: pool and model agree")
  void poolEqualsModel(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(300);
      switch (random.nextInt(40)) {
        case 0 -> ledger.setRefused(random.nextInt(4), random.nextInt(3) == 0);
        case 1 -> divide(3 + random.nextInt(2));
        case 2, 3 -> propose(random);
        case 4, 5 -> commitOldest(random);
        case 6, 7 -> spread(200 + random.nextInt(2_000));
        default -> submit(random);
      }
      compare();
    }
    drain();
    for (RefusalCode code : RefusalCode.values()) {
      boolean stateless = code == RefusalCode.MALFORMED || code == RefusalCode.BAD_SIGNATURE;
      assertTrue(
          stateless || outcomes.containsKey(code.text()), code + " was never drawn: " + outcomes);
    }
    assertTrue(outcomes.containsKey("admitted") && outcomes.containsKey("pending"));
    assertTrue(outcomes.containsKey("dropped sequence_used"), outcomes.toString());
    assertTrue(outcomes.containsKey("dropped sequence_too_old"), outcomes.toString());
    assertTrue(outcomes.containsKey("dropped expired"), outcomes.toString());
  }

  private void submit(Random random) {
    Transaction transaction = draw(random);
    Origin origin = random.nextBoolean() ? Origin.LOCAL : Origin.peer(random.nextInt(4));
    String expected = model.submit(transaction, now, origin);
    String actual =
        switch (pool.submit(transaction, now, origin)) {
          case Admission.Admitted _ -> "admitted";
          case Admission.AlreadyPending _ -> "pending";
          case Admission.Refused(RefusalCode code, _) -> code.text();
        };
    assertEquals(expected, actual);
    outcomes.merge(actual, 1, Integer::sum);
  }

  private Transaction draw(Random random) {
    int kind = random.nextInt(100);
    if (kind < 8) {
      return model.any(random.nextInt(1_000)).orElse(Senders.tx(0, 1));
    }
    if (kind < 12 && !past.isEmpty()) {
      return past.get(random.nextInt(past.size()));
    }
    int sender = Math.min(random.nextInt(SENDERS), random.nextInt(SENDERS));
    long highest = ledger.window(Senders.key(sender)).highest();
    long sequence =
        switch (random.nextInt(40)) {
          case 0 -> highest + 1_000 + random.nextInt(50);
          case 1 -> highest - 1_000 - random.nextInt(50);
          default -> highest - 3 + random.nextInt(22);
        };
    long expiry =
        switch (random.nextInt(30)) {
          case 0 -> ledger.height();
          case 1 -> ledger.height() + PARAMETERS.maxExpiryHeights() + random.nextInt(2);
          default -> ledger.height() + 1 + random.nextInt(40);
        };
    int size = random.nextInt(50) == 0 ? 1_001 : 150 + random.nextInt(3) * random.nextInt(300);
    Hash chain = random.nextInt(60) == 0 ? Senders.OTHER_CHAIN : CHAIN;
    return Senders.on(chain, sender, Math.max(1, sequence), expiry, random.nextInt(4), size);
  }

  /** A batch goes into an uncommitted block; now and then a Byzantine leader adds what it likes. */
  private void propose(Random random) {
    TreeSet<Hash> inChain = new TreeSet<>();
    ahead.forEach(block -> block.forEach(transaction -> inChain.add(transaction.id())));
    int count = random.nextInt(20);
    int bytes = random.nextInt(5_000);
    long height = ledger.height() + 1 + ahead.size();
    List<Transaction> batch = pool.batch(count, bytes, height, inChain::contains);
    assertEquals(model.batch(count, bytes, height, inChain::contains), batch);
    List<Transaction> block = new ArrayList<>(batch);
    while (random.nextInt(3) == 0) {
      block.add(random.nextInt(block.size() + 1), draw(random));
    }
    if (random.nextInt(4) == 0) {
      block.add(jump(random));
    }
    ahead.add(block);
  }

  /** Valid, and pushes what its sender has pending out of the window or close to its edge. */
  private Transaction jump(Random random) {
    int sender = random.nextInt(SENDERS);
    long sequence = ledger.window(Senders.key(sender)).highest() + 1_000 + random.nextInt(25);
    return Senders.tx(sender, sequence, ledger.height() + 50, 0, 150);
  }

  private void commitOldest(Random random) {
    if (!ahead.isEmpty()) {
      commit(random.nextInt(6) == 0 ? List.of() : ahead.removeFirst());
    }
  }

  private void commit(List<Transaction> block) {
    List<Transaction> fresh =
        block.stream().filter(transaction -> !ledger.hasExecuted(transaction.id())).toList();
    ledger.execute(block);
    List<Transaction> executedNow =
        fresh.stream().filter(transaction -> ledger.hasExecuted(transaction.id())).toList();
    past.addAll(executedNow);
    TreeSet<String> dropped = new TreeSet<>();
    for (Dropped each : pool.committed(ledger.height(), block)) {
      String reason = each.reason().code().text();
      assertTrue(dropped.add(each.transaction().id().toHex() + " " + reason));
      outcomes.merge("dropped " + reason, 1, Integer::sum);
    }
    assertEquals(model.committed(ledger.height(), block, executedNow), dropped);
  }

  private void spread(int maxBytes) {
    assertEquals(model.toSpread(now, maxBytes), pool.toSpread(now, maxBytes));
  }

  private void divide(int peers) {
    model.divideAmong(peers);
    pool.divideAmong(peers);
  }

  private void compare() {
    assertEquals(model.size(), pool.size());
    assertEquals(model.bytes(), pool.bytes());
    assertEquals(model.size() == 0, pool.isEmpty());
    for (Hash id : model.ids()) {
      assertTrue(pool.contains(id));
    }
    assertTrue(pool.size() <= LIMITS.maxTransactions() && pool.bytes() <= LIMITS.maxBytes());
  }

  /** Commits whatever is left; then nothing of all this may remain anywhere. */
  private void drain() {
    while (!pool.isEmpty()) {
      List<Transaction> block = pool.batch(10, 5_000, ledger.height() + 1, _ -> false);
      commit(block);
      compare();
    }
    assertTrue(pool.holdsNothing());
    TreeSet<PublicKey> senders = new TreeSet<>();
    past.forEach(transaction -> senders.add(transaction.sender()));
    assertFalse(senders.size() < SENDERS, "every sender was served");
  }
}
