package io.quorate.replica.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.ChangeRequest;
import io.quorate.consensus.Block;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Event;
import io.quorate.consensus.Payload;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Receipt.Status;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.replica.Journal;
import io.quorate.replica.Network;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ExecutorTest {
  private final Network network = new Network();
  private final Block genesis = network.genesis().block();
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store, genesis);
  private Executor executor = open(store);

  private Executor open(MemoryStore on) {
    return new Executor(network.genesis(), new Journal(), on, 16);
  }

  private String journal() {
    return executor.state().get(StateKeys.application(Journal.KEY)).orElseThrow().toUtf8();
  }

  private static List<Status> statuses(ExecutedBlock executed) {
    return executed.receipts().stream().map(Receipt::status).toList();
  }

  @Test
  @DisplayName("an application hears of each offence once, however often blocks carry it")
  void evidenceOnce() {
    Equivocation one = network.equivocation(3, 1);
    Equivocation other = network.equivocation(2, 2);
    Equivocation later = network.equivocation(3, 7);
    Block first = network.block(genesis, new Payload(List.of(), List.of(one)), 1);
    executor.execute(first);
    executor = open(store);
    Block second = network.block(first, new Payload(List.of(), List.of(other, one, later)), 2);
    executor.execute(second);
    assertEquals(
        "!" + one.offence().shortHex() + ";!" + other.offence().shortHex() + ";", journal());
  }

  @Test
  @DisplayName(
      "S23: a transaction that was executed in an earlier block is replayed without effect")
  void replayInLaterBlock() {
    Transaction transaction = network.transaction(1, 1, "a");
    Block first = network.block(genesis, transaction);
    Hash before = executor.execute(first).stateRoot();
    ExecutedBlock again = executor.execute(network.block(first, transaction));
    assertEquals(List.of(Status.REPLAYED), statuses(again));
    assertEquals(before, again.stateRoot(), "the state did not change");
    assertEquals("a;", journal());
    assertEquals(
        Optional.of(new Ledger.Location(1, 0)),
        ledger.locate(transaction.id()),
        "a retry finds the first receipt");
  }

  @Test
  @DisplayName("S23: the same transaction, or another of its sequence, in the same block")
  void replayInSameBlock() {
    Transaction transaction = network.transaction(1, 1, "a");
    Transaction rival = network.transaction(1, 1, "b");
    ExecutedBlock executed =
        executor.execute(
            network.block(
                genesis, transaction, transaction, rival, network.transaction(2, 1, "c")));
    assertEquals(
        List.of(Status.EXECUTED, Status.REPLAYED, Status.REPLAYED, Status.EXECUTED),
        statuses(executed));
    assertEquals("a;c;", journal());
    assertTrue(ledger.locate(rival.id()).isEmpty());
  }

  @Test
  @DisplayName("sequences may come out of order, one far outside the window is skipped")
  void sequences() {
    ExecutedBlock executed =
        executor.execute(
            network.block(
                genesis,
                network.transaction(1, 2, "b"),
                network.transaction(1, 1, "a"),
                network.transaction(1, Long.MAX_VALUE, "z")));
    assertEquals(
        List.of(Status.EXECUTED, Status.EXECUTED, Status.OUT_OF_WINDOW), statuses(executed));
    assertEquals("b;a;", journal());
  }

  @Test
  @DisplayName("a failed transaction leaves no write but uses up its sequence")
  void failure() {
    Transaction failing = network.transaction(1, 1, "fail");
    Block first = network.block(genesis, network.transaction(2, 1, "x"), failing);
    ExecutedBlock executed = executor.execute(first);
    assertEquals(List.of(Status.EXECUTED, Status.FAILED), statuses(executed));
    assertEquals(Bytes.utf8("refused"), executed.receipts().get(1).output());
    assertEquals("x;", journal());
    ExecutedBlock retry = executor.execute(network.block(first, failing));
    assertEquals(List.of(Status.REPLAYED), statuses(retry));
  }

  @Test
  @DisplayName("every receipt of a final height is proved by the ledger")
  void provable() {
    Transaction[] transactions = new Transaction[5];
    for (int i = 0; i < transactions.length; i++) {
      transactions[i] = network.transaction(i, 1, i == 3 ? "fail" : "p" + i);
    }
    ExecutedBlock executed = executor.execute(network.block(genesis, transactions));
    assertTrue(ledger.prove(transactions[0].id()).isEmpty(), "not final yet");
    WriteBatch batch = new WriteBatch();
    ledger.storeCertificate(
        network.certificate(network.attestation(1, ledger.outcome(1).orElseThrow()), 0, 1, 2),
        batch);
    store.write(batch);
    for (Transaction transaction : transactions) {
      ProvedReceipt proved = ledger.prove(transaction.id()).orElseThrow();
      assertEquals(transaction.id(), proved.receipt().transaction());
      assertTrue(proved.verify(network.epoch()).accepted());
    }
    assertEquals(Optional.of(executed.receipts()), ledger.receipts(1));
    assertTrue(ledger.prove(Network.hash("unknown")).isEmpty());
  }

  @Test
  @DisplayName("S26: a replica that restarts between any two blocks comes to the same roots")
  void restart() {
    MemoryStore steady = new MemoryStore();
    Executor neverRestarted = open(steady);
    Block parent = genesis;
    for (int height = 1; height <= 12; height++) {
      Block block =
          network.block(
              parent,
              network.transaction(height % 3, 1 + height / 3, "t" + height),
              network.transaction(7, height, height % 4 == 0 ? "fail" : "u" + height));
      ExecutedBlock expected = neverRestarted.execute(block);
      executor = open(store);
      ExecutedBlock actual = executor.execute(block);
      assertEquals(expected.stateRoot(), actual.stateRoot(), "height " + height);
      assertEquals(expected.receiptsRoot(), actual.receiptsRoot(), "height " + height);
      parent = block;
    }
    assertEquals(12, ledger.executedHeight());
  }

  @Test
  @DisplayName("S69: an application that throws stops the replica; nothing of the block is kept")
  void applicationThrows() {
    Block first = network.block(genesis, network.transaction(1, 1, "a"));
    Hash root = executor.execute(first).stateRoot();
    int entries = store.size();
    Transaction broken = network.transaction(2, 1, "throw");
    Block second = network.block(first, network.transaction(1, 2, "b"), broken);
    ApplicationFailure failure =
        assertThrows(ApplicationFailure.class, () -> executor.execute(second));
    assertTrue(String.valueOf(failure.getMessage()).contains("height 2"));
    assertTrue(String.valueOf(failure.getMessage()).contains(broken.id().toHex()));
    assertEquals(entries, store.size());
    assertEquals(1, ledger.executedHeight());
    executor = open(store);
    assertEquals(root, executor.state().root(1));
    assertEquals("a;", journal());
  }

  @Test
  @DisplayName("S69: an error that is no exception, such as an endless recursion, is named too")
  void applicationOverflows() {
    Transaction broken = network.transaction(2, 1, "overflow");
    Block block = network.block(genesis, broken);
    ApplicationFailure failure =
        assertThrows(ApplicationFailure.class, () -> executor.execute(block));
    assertTrue(String.valueOf(failure.getMessage()).contains(broken.id().toHex()));
  }

  @Test
  @DisplayName("S69: null instead of a result, or of what is asked of the chain, is named too")
  void applicationReturnsNull() {
    Transaction nothing = network.transaction(2, 1, "null");
    Block first = network.block(genesis, nothing);
    String result = message(() -> executor.execute(first));
    assertTrue(result.contains("returned null"), result);
    assertTrue(result.contains("height 1 in transaction " + nothing.id().toHex()), result);
    Block second = network.block(genesis, network.transaction(2, 1, "null at the end"));
    String changes = message(() -> executor.execute(second));
    assertTrue(changes.contains("returned null"), changes);
    assertTrue(changes.contains("the end of height 1"), changes);
    assertEquals(0, ledger.executedHeight());
  }

  private static String message(Executable execution) {
    return String.valueOf(assertThrows(ApplicationFailure.class, execution).getMessage());
  }

  @Test
  @DisplayName("events are part of the receipt, and so of what a quorum signs")
  void events() {
    Transaction telling = network.transaction(1, 1, "tell");
    ExecutedBlock executed = executor.execute(network.block(genesis, telling));
    Receipt receipt = executed.receipts().getFirst();
    assertEquals(List.of(new Event("told", Bytes.utf8("tell"))), receipt.events());
    assertEquals(Optional.of(List.of(receipt)), ledger.receipts(1));
    Receipt silent =
        new Receipt(receipt.transaction(), 1, 0, Status.EXECUTED, receipt.output(), List.of());
    assertNotEquals(silent.encoded(), receipt.encoded());
  }

  @Test
  @DisplayName("what an application asks of the chain is data in the state of that height")
  void requestedChanges() {
    Block first = network.block(genesis, network.transaction(1, 1, "pbft"));
    List<ChangeRequest> asked = List.of(new ChangeRequest.SetEngine(EngineKind.PBFT));
    assertEquals(asked, executor.execute(first).changes());
    assertEquals(
        Optional.of(ChangeRequest.encode(asked)),
        executor.state().get(StateKeys.requestedChanges(1)));
    assertEquals(List.of(), executor.execute(network.block(first)).changes());
    assertEquals(Optional.empty(), executor.state().get(StateKeys.requestedChanges(2)));
  }

  @Test
  @DisplayName("heights are executed in order, each once")
  void order() {
    List<Block> blocks = network.blocks(genesis, 2);
    assertThrows(IllegalStateException.class, () -> executor.execute(blocks.get(1)));
    executor.execute(blocks.get(0));
    assertThrows(IllegalStateException.class, () -> executor.execute(blocks.get(0)));
  }

  @Test
  @DisplayName("the height is part of a receipt, and another order of transactions is another root")
  void rootsAreSensitive() {
    Transaction a = network.transaction(1, 1, "a");
    Transaction b = network.transaction(2, 1, "b");
    ExecutedBlock one = executor.execute(network.block(genesis, a, b));
    ExecutedBlock other = open(new MemoryStore()).execute(network.block(genesis, b, a));
    assertNotEquals(one.stateRoot(), other.stateRoot());
    assertNotEquals(one.receiptsRoot(), other.receiptsRoot());
  }
}
