package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.devnet.network.NodeState;
import io.quorate.simulator.byzantine.LieKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What four node processes go through on each engine while they are written to, in one network: all
 * that ends processes. At the end nothing may be lost, executed twice, or different anywhere.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
abstract class ProcessConformance {
  private static final int FEW = 2;

  private final EngineKind engine;
  private LoadedDevnet loaded;
  private Devnet devnet;

  ProcessConformance(EngineKind engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    devnet = Devnet.up(folder.resolve("a network"), engine);
    loaded = LoadedDevnet.of(devnet);
  }

  /** S30 for all that was acknowledged in this class. */
  @AfterAll
  void end() throws Exception {
    try (LoadedDevnet all = loaded) {
      all.assertWhole();
    }
  }

  @Test
  @Order(1)
  @DisplayName("a value is put, read with its proof, deleted, and proved to be gone")
  void keyValue() {
    devnet.done("kv", "put", "hello", "world");
    String read = devnet.done("kv", "get", "hello", "--linearizable");
    assertTrue(read.startsWith("world\n"), read);
    assertTrue(read.contains("proved by a quorum certificate of "), read);
    devnet.done("kv", "delete", "hello");
    assertEquals(1, devnet.run("kv", "get", "hello", "--linearizable").status());
  }

  @Test
  @Order(2)
  @DisplayName("whatever one of them lies, the others go on")
  void liar() {
    for (List<LieKind> lies : strategies()) {
      restart(lies);
      if (lies.contains(LieKind.AMNESIA)) {
        loaded.goesOn("beside " + lies);
        restart(lies);
      }
      loaded.goesOn("beside " + lies);
    }
  }

  private void restart(List<LieKind> lies) {
    devnet.done("devnet", "kill", "node-4");
    String strategy = lies.stream().map(LieKind::label).collect(Collectors.joining(","));
    devnet.done("devnet", "start", "node-4", "--byzantine", strategy);
  }

  /**
   * Of "all", each strategy with each engine; of "some", with one; else the first of those,
   * together in one node.
   */
  private List<List<LieKind>> strategies() {
    String asked = System.getProperty("quorate.strategies", "");
    List<LieKind> strategies = new ArrayList<>();
    int turn = 0;
    for (LieKind lie : LieKind.values()) {
      turn = turn % 3 + 1;
      if (asked.equals("all") || turn == engine.code()) {
        strategies.add(lie);
      }
    }
    return asked.isEmpty()
        ? List.of(strategies.subList(0, FEW))
        : strategies.stream().map(List::of).toList();
  }

  @Test
  @Order(3)
  @DisplayName("one that is stopped, and started as an honest node, follows; the others go on")
  void stopAndStart() throws Exception {
    devnet.done("devnet", "stop", "node-4");
    assertTrue(devnet.state("node-4") instanceof NodeState.Stopped);
    loaded.goesOn("while node-4 is away");
    devnet.done("devnet", "start", "4");
    devnet.awaitFollows("node-4");
  }

  @Test
  @Order(4)
  @DisplayName(
      "S26, S32, S36: kill -9 of the leader, and in the view change after it of one more that is"
          + " started again: commits go on without the leader, which follows when it is back")
  void killLeader() throws Exception {
    String leader = devnet.reports().getFirst().leader();
    String next = "node-" + (Integer.parseInt(leader.substring("node-".length())) % 4 + 1);
    devnet.done("devnet", "kill", leader);
    devnet.done("devnet", "kill", next);
    devnet.done("devnet", "start", next);
    loaded.goesOn("without " + leader);
    devnet.done("devnet", "start", leader);
    devnet.awaitFollows(leader);
    devnet.awaitFollows(next);
  }

  @Test
  @Order(5)
  @DisplayName(
      "S29, S30, S31: all killed at once go on within ten seconds of their return, and execute no"
          + " transaction of before again")
  void killAll() throws Exception {
    PrivateKey key = Devnet.freshKey();
    Account account = loaded.client().account(key).get();
    Transaction transaction = account.sign(put("before"));
    ProvedReceipt first = account.submit(transaction).get();
    devnet.killAllAtOnce();
    devnet.done("devnet", "up", "--detach");
    devnet.goesOnWithin(LoadedDevnet.BACK);
    assertEquals(first.receipt(), account.submit(transaction).get().receipt());
    Receipt after = loaded.client().account(key).get().submit(put("after")).get().receipt();
    assertEquals(Receipt.Status.EXECUTED, after.status());
    assertNotEquals(first.receipt().transaction(), after.transaction());
  }

  private static Bytes put(String text) {
    return new KeyValueOperation.Put(Bytes.utf8("power"), Bytes.utf8(text)).encoded();
  }
}
