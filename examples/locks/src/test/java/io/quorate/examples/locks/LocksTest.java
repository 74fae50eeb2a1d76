package io.quorate.examples.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.client.ProvedReceipts;
import io.quorate.client.QuorateClient;
import io.quorate.client.ReceiptSelection;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Receipt.Status;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.Devnet;
import io.quorate.examples.locks.LockOperation.Acquire;
import io.quorate.examples.locks.LockOperation.Release;
import io.quorate.examples.locks.LockOperation.Write;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Locks")
class LocksTest {
  private static final String DOOR = "door";
  private static final PrivateKey ANN = key("ann");
  private static final PrivateKey BOB = key("bob");
  private static final PrivateKey CID = key("cid");

  private final Locks locks = new Locks();
  private final Overlay overlay = new Overlay(new StateTree(new MemoryStore(), Bytes.EMPTY, 2));
  private long now = 1_000;

  private static PrivateKey key(String name) {
    return SignatureSchemes.of(SchemeId.ED25519)
        .privateKey(Sha256.tagged("locks", Bytes.utf8(name)).bytes());
  }

  private ExecutionResult execute(PrivateKey sender, LockOperation operation) {
    overlay.begin();
    ExecutionResult result =
        locks.execute(
            new BlockContext(1, now, 0, List.of()),
            Transaction.sign(Hash.ZERO, sender, 1, 100, operation.encoded()),
            new StateView(overlay));
    switch (result) {
      case ExecutionResult.Executed _ -> overlay.keep();
      case ExecutionResult.Failed _ -> overlay.rollback();
    }
    return result;
  }

  private boolean done(PrivateKey sender, LockOperation operation) {
    return execute(sender, operation) instanceof ExecutionResult.Executed;
  }

  private List<String> topics(PrivateKey sender, LockOperation operation) {
    return assertInstanceOf(ExecutionResult.Executed.class, execute(sender, operation))
        .events()
        .stream()
        .map(event -> event.topic())
        .toList();
  }

  private Lock door() {
    return Locks.LOCKS.get(new StateView(overlay), DOOR, Lock.FREE);
  }

  private static Write write(long token, String value) {
    return new Write(DOOR, token, Bytes.utf8(value));
  }

  @Test
  @DisplayName("are given in the order in which they were asked for, and everybody is told")
  void order() {
    Acquire acquire = new Acquire(DOOR, 100);
    assertEquals(List.of("held"), topics(ANN, acquire));
    assertEquals(List.of(), topics(BOB, acquire));
    assertEquals(List.of(), topics(CID, acquire));
    assertEquals(List.of(), topics(BOB, acquire), "asking again keeps the place");
    assertEquals(List.of("held"), topics(ANN, new Release(DOOR)));
    assertTrue(door().heldBy(BOB.publicKey()));
    assertEquals(2, door().token());
    assertEquals(
        new QueryResult.Answered(
            Bytes.utf8(
                "held by " + BOB.publicKey().bytes().toHex() + " until 1100, token 2, 1 waiting")),
        locks.query(new Query("lock", Bytes.utf8(DOOR), 1), new StateView(overlay)));
    assertEquals(List.of("held"), topics(BOB, new Release(DOOR)));
    assertTrue(door().heldBy(CID.publicKey()));
    assertEquals(List.of("free"), topics(CID, new Release(DOOR)));
    assertEquals(false, done(CID, new Release(DOOR)));
  }

  @Test
  @DisplayName("a holder that slept past its lease can do no harm")
  void fencing() {
    done(ANN, new Acquire(DOOR, 100));
    done(BOB, new Acquire(DOOR, 100));
    assertTrue(done(ANN, write(1, "ann")));
    now += 100;
    assertEquals(false, done(ANN, write(1, "late")), "the lease has run out");
    assertEquals(false, done(BOB, write(1, "bob")), "not under the token of another");
    assertEquals(List.of("held"), topics(BOB, new Acquire(DOOR, 100)));
    assertTrue(done(BOB, write(2, "bob")));
    assertEquals(false, done(ANN, write(1, "late")));
    assertEquals(false, done(ANN, write(2, "late")), "nor with a token that it guessed");
    assertEquals(Optional.of(Bytes.utf8("bob")), Locks.VALUES.get(new StateView(overlay), DOOR));
  }

  @Test
  @DisplayName("a renewed lease keeps its token")
  void renewal() {
    done(ANN, new Acquire(DOOR, 100));
    now += 99;
    assertEquals(List.of(), topics(ANN, new Acquire(DOOR, 100)));
    now += 99;
    assertTrue(done(ANN, write(1, "still")));
    assertEquals(1, door().token());
  }

  @Test
  @DisplayName("tokens only grow, and never have two holders, over random operations and times")
  void tokensGrow() {
    Random random = new Random(3);
    List<PrivateKey> people = List.of(ANN, BOB, CID);
    SortedMap<Long, PrivateKey> holderOf = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      now += random.nextInt(40);
      PrivateKey who = people.get(random.nextInt(3));
      long before = door().token();
      LockOperation operation =
          switch (random.nextInt(3)) {
            case 0 -> new Acquire(DOOR, 1 + random.nextInt(100));
            case 1 -> new Release(DOOR);
            default -> write(Math.max(0, before - random.nextInt(3)), "v");
          };
      boolean done = done(who, operation);
      Lock after = door();
      assertTrue(after.token() >= before);
      if (after.token() > before) {
        people.stream()
            .filter(p -> after.heldBy(p.publicKey()))
            .forEach(p -> assertNull(holderOf.put(after.token(), p)));
      }
      if (done && operation instanceof Write(String _, long token, Bytes _)) {
        assertEquals(after.token(), token);
        assertEquals(who, holderOf.get(token));
      }
    }
    assertTrue(holderOf.size() > 200, "tokens given: " + holderOf.size());
  }

  @Test
  @DisplayName(
      "work on a network, where a replica that is stopped does not matter, and are watched with proofs")
  void network() throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.TENDERMINT, new Locks())) {
      QuorateClient client = net.client();
      LockOperation brief = new Acquire(DOOR, 1);
      LockOperation day = new Acquire(DOOR, LockOperation.MAX_LEASE);
      assertEquals(Status.EXECUTED, sent(client, ANN, brief));
      net.stop(2);
      assertEquals(Status.EXECUTED, sent(client, BOB, day));
      assertEquals(Status.FAILED, sent(client, ANN, write(1, "late")));
      Bytes value = Locks.VALUES.key(DOOR);
      ProvedReceipt written = client.submit(BOB, write(2, "bob").encoded()).get();
      assertEquals(Status.EXECUTED, written.receipt().status());
      assertEquals(Optional.of(Bytes.utf8("bob")), client.getLinearizable(value).get().value());
      long height = written.receipt().height();
      assertEquals(Optional.of(Bytes.utf8("bob")), client.getAt(height, value).get().value());
      assertEquals(Optional.empty(), client.getAt(height - 1, value).get().value());
      watched(client, List.of(ANN, BOB));
    }
  }

  /** Somebody who only follows the events sees the lock change hands, from the first height on. */
  private static void watched(QuorateClient client, List<PrivateKey> holders) throws Exception {
    BlockingQueue<ProvedReceipts> found = new LinkedBlockingQueue<>();
    try (QuorateClient.Subscription _ =
        client.followReceipts(1, ReceiptSelection.ALL.with("held"), found::add)) {
      for (int token = 1; token <= holders.size(); token++) {
        PublicKey holder = holders.get(token - 1).publicKey();
        ProvedReceipts next = found.poll(30, TimeUnit.SECONDS);
        assertNotNull(next, "nobody is seen to hold the lock under token " + token);
        Receipt receipt = next.receipts().getFirst().receipt();
        Bytes held = new Encoder().text(DOOR).u64(token).bool(true).fixed(holder.bytes()).toBytes();
        Bytes seen = receipt.events().getFirst().data();
        assertEquals(held, seen.slice(0, held.size()));
        assertEquals(
            List.of(receipt), next.receipts().stream().map(ProvedReceipt::receipt).toList());
      }
    }
  }

  private static Status sent(QuorateClient client, PrivateKey sender, LockOperation operation)
      throws Exception {
    ProvedReceipt receipt = client.submit(sender, operation.encoded()).get();
    return receipt.receipt().status();
  }
}
