package io.quorate.replica.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.OwnStateApplication;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.replica.Journal;
import io.quorate.replica.Network;
import io.quorate.replica.OwnJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An application that keeps its own state")
class KeptStateTest {
  private final Network network = new Network();
  private final Block genesis = network.genesis().block();
  private final OwnJournal journal = new OwnJournal();
  private final List<String> notes = new ArrayList<>();
  private final List<String> order = journal.calls;
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store, genesis);
  private Executor executor = open(store);

  private Executor open(MemoryStore on) {
    return Executor.open(network.genesis(), journal, on, 16, "folder", notes::add);
  }

  /** The process ends, however far it came, and starts again. */
  private void restart() {
    executor = open(store);
  }

  /** Stores the block as consensus does, and executes and commits it. */
  private ExecutedBlock run(Block block) {
    ExecutedBlock executed = execute(block);
    executor.commit(block.height());
    return executed;
  }

  private ExecutedBlock execute(Block block) {
    WriteBatch batch = new WriteBatch();
    ledger.commit(block, List.of(), batch);
    store.write(batch);
    return executor.execute(block);
  }

  private Optional<Hash> provedRoot() {
    return executor.state().get(StateKeys.application(OwnStateApplication.ROOT_KEY)).map(Hash::new);
  }

  private String answer() {
    Query query = new Query("text", Bytes.EMPTY, executor.answeringHeight());
    return switch (executor.query(query, _ -> Optional.empty())) {
      case QueryResult.Answered(Bytes text) -> text.toUtf8();
      case QueryResult.Refused(String reason) -> reason;
    };
  }

  private static Hash root(String text) {
    return Sha256.tagged("own journal", Bytes.utf8(text));
  }

  /** Blocks with all that a block can hold, the last one over the others. */
  private List<Block> blocks() {
    Equivocation one = network.equivocation(3, 1);
    Equivocation later = network.equivocation(3, 7);
    Transaction a = network.transaction(1, 1, "a");
    Block first = network.block(genesis, a, network.transaction(2, 1, "fail"));
    Block second =
        network.block(
            first, new Payload(List.of(a, network.transaction(1, 2, "b")), List.of(one)), 2);
    Block third =
        network.block(
            second,
            new Payload(List.of(network.transaction(1, 3, "pbft")), List.of(later, one)),
            3);
    Block fourth = network.block(third);
    Block fifth = network.block(fourth, network.transaction(2, 2, "e"));
    return List.of(first, second, third, fourth, fifth);
  }

  private String whole() {
    return "a;!" + network.equivocation(3, 1).offence().shortHex() + ";b;pbft;e;";
  }

  @Test
  @DisplayName("its root is in the state that is signed, and the commit follows the node's record")
  void rootIsProved() {
    MemoryStore watched = new MemoryStore();
    Executor one =
        Executor.open(
            network.genesis(),
            journal,
            new Synced(watched, () -> order.add("sync")),
            16,
            "folder",
            notes::add);
    order.clear();
    Block block = network.block(genesis, network.transaction(1, 1, "a"));
    Hash before = one.state().root(0);
    ExecutedBlock executed = one.execute(block);
    assertEquals(0, one.answeringHeight());
    one.commit(1);
    assertEquals(1, one.answeringHeight());
    assertEquals(List.of("begin 1", "a", "sync", "commit 1"), order);
    assertEquals(
        Optional.of(root("a;").bytes()),
        one.state().get(StateKeys.application(OwnStateApplication.ROOT_KEY)));
    assertFalse(executed.stateRoot().equals(before));
    assertTrue(one.keepsOwnState());
  }

  @Test
  @DisplayName("the next height waits for the commit of this one")
  void oneAtATime() {
    List<Block> blocks = blocks();
    execute(blocks.get(0));
    assertThrows(IllegalStateException.class, () -> execute(blocks.get(1)));
  }

  @Test
  @DisplayName(
      "after a crash between the node's record and the commit, the block is executed there again")
  void behindByOne() {
    List<Block> blocks = blocks();
    run(blocks.get(0));
    execute(blocks.get(1));
    assertEquals(1, journal.disk.getLast().height());
    restart();
    assertEquals(2, journal.disk.getLast().height());
    assertEquals(2, executor.answeringHeight());
    assertEquals(1, notes.size(), notes::toString);
    assertTrue(notes.getFirst().contains("is at height 1 and this node at height 2"));
    blocks.subList(2, 5).forEach(this::run);
    assertEquals(whole(), answer());
    assertEquals(Optional.of(root(whole())), provedRoot());
  }

  @Test
  @DisplayName(
      "behind by any number, or empty: replays, evidence and requests come as the first time")
  void behindByMany() {
    List<Block> blocks = blocks();
    blocks.forEach(this::run);
    List<OwnJournal.Saved> all = List.copyOf(journal.disk);
    List<String> first = order.stream().filter(call -> !call.equals("close")).toList();
    for (int left = 0; left <= all.size(); left++) {
      journal.disk.clear();
      journal.disk.addAll(all.subList(0, left));
      order.clear();
      restart();
      assertEquals(all, journal.disk, "from " + left + " commits");
      assertEquals(first.subList(first.size() - order.size(), first.size()), order);
    }
    assertEquals(6, notes.size(), notes::toString);
    assertEquals(whole(), answer());
  }

  @Test
  @DisplayName("ahead of the node: emptied and made anew, since nothing is undone")
  void ahead() {
    List<Block> blocks = blocks();
    blocks.forEach(this::run);
    MemoryStore lost = new MemoryStore();
    order.clear();
    Executor again = open(lost);
    assertEquals(List.of("reset", "initialise", "commit 0"), order);
    assertTrue(notes.getFirst().contains("is at height 5 and this node has executed nothing"));
    again.execute(blocks.get(0));
    again.commit(1);
    journal.disk.add(new OwnJournal.Saved(9, "of another folder"));
    WriteBatch batch = new WriteBatch();
    new Ledger(lost, genesis).commit(blocks.get(0), List.of(), batch);
    lost.write(batch);
    open(lost);
    assertEquals("a;", journal.disk.getLast().text());
    assertTrue(notes.getLast().contains("executed there again"), notes::toString);
  }

  @Test
  @DisplayName("another root than before stops the start, with the height and what to do")
  void damaged() {
    blocks().forEach(this::run);
    journal.disk.add(new OwnJournal.Saved(5, "something else"));
    String message = refusal();
    assertTrue(message.contains("at height 5"), message);
    assertTrue(message.contains("move that folder away"), message);
    journal.disk.clear();
    restart();
    assertEquals(whole(), answer());
  }

  @Test
  @DisplayName("another receipt than before stops the start, with the height and the transaction")
  void otherReceipt() {
    Transaction now = network.transaction(3, 1, "now");
    Block first = network.block(genesis, network.transaction(1, 1, "a"));
    run(first);
    execute(network.block(first, network.transaction(1, 2, "b"), now));
    String message = refusal();
    assertTrue(message.contains("height 2 in transaction " + now.id().toHex()), message);
    assertEquals(1, journal.disk.getLast().height(), "nothing of that height is committed");
  }

  @Test
  @DisplayName("a failed call that leaves something behind shows in the root, and stops the start")
  void missingUndo() {
    execute(network.block(genesis, network.transaction(3, 1, "trace")));
    String message = refusal();
    assertTrue(message.contains("at height 1"), message);
  }

  @Test
  @DisplayName(
      "S69: one that throws is named with its transaction, and nothing of the block is kept")
  void throwsAgain() {
    Transaction broken = network.transaction(2, 1, "throw");
    Block block = network.block(genesis, broken);
    ApplicationFailure failure = assertThrows(ApplicationFailure.class, () -> execute(block));
    assertTrue(String.valueOf(failure.getMessage()).contains(broken.id().toHex()));
    restart();
    assertEquals(0, executor.answeringHeight());
  }

  @Test
  @DisplayName("data of a build that kept its state in the platform's are refused in a sentence")
  void otherBuild() {
    MemoryStore ordinary = new MemoryStore();
    new Executor(network.genesis(), new Journal(), ordinary, 16);
    journal.disk.clear();
    ApplicationFailure failure = assertThrows(ApplicationFailure.class, () -> open(ordinary));
    assertTrue(String.valueOf(failure.getMessage()).contains("that kept nothing"));
    assertEquals("close", order.getLast());
  }

  private String refusal() {
    return String.valueOf(assertThrows(ApplicationFailure.class, this::restart).getMessage());
  }
}
