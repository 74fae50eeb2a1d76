package io.quorate.node.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.ApiError;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.node.api.NodeBackend;
import io.quorate.node.api.Origin;
import io.quorate.node.api.Shares;
import io.quorate.node.api.SubmissionListener;
import io.quorate.replica.ReplicaInput;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What one peer can make a node hold and do")
final class FloodTest {
  private static final ReplicaInput MESSAGE = new ReplicaInput.PeerUp(0);
  private static final int LONG = 12 << 20;

  @Test
  @DisplayName("inputs of one peer are bounded in bytes, and the bytes are given back")
  void inputBytes() throws Exception {
    InputQueue inputs = new InputQueue(2);
    assertTrue(inputs.consensus(0, MESSAGE, LONG));
    assertFalse(inputs.consensus(0, MESSAGE, LONG), "24 MiB of one peer");
    assertTrue(inputs.consensus(1, MESSAGE, LONG), "another peer does not notice");
    assertTrue(inputs.bulk(0, MESSAGE, LONG));
    assertFalse(inputs.bulk(0, MESSAGE, LONG));
    assertTrue(inputs.submission(MESSAGE, LONG));
    assertFalse(inputs.submission(MESSAGE, LONG));
    List<ReplicaInput> taken = new ArrayList<>();
    inputs.take(taken, 10);
    inputs.take(taken, 10);
    assertEquals(4, taken.size());
    assertTrue(inputs.consensus(0, MESSAGE, 2 * LONG), "a message of any size waits alone");
  }

  @Test
  @DisplayName("S48: however much bulk one peer sends, what is urgent waits for one piece of it")
  void urgentGoesFirst() throws Exception {
    ReplicaInput bulky = new ReplicaInput.PeerUp(1);
    InputQueue inputs = new InputQueue(2);
    for (int i = 0; i < 27; i++) {
      assertTrue(inputs.bulk(1, bulky, 4_096));
    }
    List<ReplicaInput> taken = new ArrayList<>();
    inputs.take(taken, 256);
    assertEquals(List.of(bulky), taken);
    inputs.consensus(0, MESSAGE, 100);
    inputs.local(MESSAGE);
    inputs.take(taken, 256);
    assertEquals(List.of(bulky, MESSAGE, MESSAGE, bulky), taken);
  }

  @Test
  @DisplayName("messages that wait for verification are bounded in bytes")
  void verificationBytes() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (VerificationPool pool = new VerificationPool("test", 1, (thread, failure) -> {})) {
      VerificationPool.Lane busy = pool.urgentLane(10, 100);
      assertTrue(busy.offer(() -> await(go), 0));
      VerificationPool.Lane lane = pool.urgentLane(10, 100);
      assertTrue(lane.offer(() -> {}, 80));
      assertFalse(lane.offer(() -> {}, 30));
      assertTrue(lane.offer(() -> {}, 20));
      go.countDown();
    }
  }

  @Test
  @DisplayName("a peer that floods the urgent lane does not keep the only thread from clients")
  void urgentFlood() throws Exception {
    try (VerificationPool pool = new VerificationPool("test", 1, (thread, failure) -> {})) {
      VerificationPool.Lane flood = pool.urgentLane(10, 100);
      VerificationPool.Lane clients = pool.ordinaryLane(10, 100);
      CountDownLatch served = new CountDownLatch(1);
      AtomicInteger garbage = new AtomicInteger();
      refill(flood, garbage, served);
      refill(flood, garbage, served);
      assertTrue(clients.offer(served::countDown, 1));
      assertTrue(served.await(20, TimeUnit.SECONDS), "after " + garbage + " urgent tasks");
    }
  }

  @Test
  @DisplayName("calls are verified in turn, and one address cannot take all the room that waits")
  void calls() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch served = new CountDownLatch(1);
    AtomicInteger before = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Transaction transaction = transaction();
    int room = 10 * 64 * (transaction.encoded().size() + 256);
    try (VerificationPool pool = new VerificationPool("test", 1, (thread, failure) -> {})) {
      assertTrue(pool.urgentLane(1, 1).offer(() -> await(go), 0));
      LedgerBackend backend = Backends.withoutLedger(pool, new Shares(room));
      NodeBackend.Submissions flood =
          backend.submissions(origin("192.0.2.1"), new Refused(refused::incrementAndGet));
      for (int chunk = 0; chunk < 10; chunk++) {
        flood.submit(Collections.nCopies(64, transaction));
      }
      assertEquals(5 * 64, refused.get(), "half of the room, at once");
      backend
          .submissions(
              origin("192.0.2.2"),
              new Refused(() -> {
                before.set(refused.get());
                served.countDown();
              }))
          .submit(List.of(transaction));
      go.countDown();
      assertTrue(served.await(20, TimeUnit.SECONDS));
    }
    assertEquals(5 * 64 + 64, before.get(), "one chunk of the flood went first");
  }

  private static Origin origin(String address) {
    return Origin.of(InetAddress.ofLiteral(address));
  }

  /** One that no chain takes. */
  private static Transaction transaction() {
    return Transaction.sign(
        Hash.ZERO,
        SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.copyOf(new byte[32])),
        1,
        100,
        Bytes.EMPTY);
  }

  private record Refused(Runnable told) implements SubmissionListener {
    @Override
    public void admitted(List<Hash> transactions) {}

    @Override
    public void refused(Hash transaction, ApiError why) {
      told.run();
    }

    @Override
    public void dropped(Hash transaction, ApiError why) {}

    @Override
    public void finalized(FinalityCertificate certificate, List<ProvedReceipt> receipts) {}
  }

  /** Each task adds its successor, so that the lane never runs dry. */
  private static void refill(
      VerificationPool.Lane flood, AtomicInteger count, CountDownLatch until) {
    if (until.getCount() > 0) {
      count.incrementAndGet();
      flood.offer(() -> refill(flood, count, until), 1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
