package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.ProvedBlock;
import io.quorate.client.QuorateClient;
import io.quorate.client.TransactionStatus;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.command.Ran;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A network of four that one client writes to without end, and that is broken meanwhile. */
final class LoadedDevnet implements AutoCloseable {
  /** How long a quorum that is back may take to make something final. */
  static final Duration BACK = Duration.ofSeconds(10);

  private static final int SOME = 10;
  private static final int SAMPLES = 50;
  private static final int AT_A_TIME = 64;
  private static final String OBSERVES = "observes: what this node signed is lost";

  private final Devnet devnet;
  private final QuorateClient client;
  private final SteadyWriter writer;

  private LoadedDevnet(Devnet devnet, QuorateClient client, SteadyWriter writer) {
    this.devnet = devnet;
    this.client = client;
    this.writer = writer;
  }

  /** Loads a network that runs, and sees it commit; the network is deleted when it does not. */
  static LoadedDevnet of(Devnet devnet) throws Exception {
    try {
      QuorateClient client = devnet.client();
      LoadedDevnet loaded =
          new LoadedDevnet(devnet, client, new SteadyWriter(client, Devnet.freshKey(), "steady"));
      loaded.goesOn("at first");
      return loaded;
    } catch (Exception | Error e) {
      devnet.delete();
      throw e;
    }
  }

  Devnet devnet() {
    return devnet;
  }

  QuorateClient client() {
    return client;
  }

  SteadyWriter writer() {
    return writer;
  }

  /**
   * Observes that some more heights become final. Heights and not receipts, since those of before
   * may come late.
   */
  void goesOn(String when) {
    long before = devnet.highest();
    devnet.await("commits " + when, () -> devnet.highest() >= before + SOME);
  }

  /** Runs a command below {@code devnet fault} that must succeed; its standard output. */
  String fault(String... words) {
    List<String> line = new ArrayList<>(List.of("devnet", "fault"));
    line.addAll(List.of(words));
    return devnet.done(line.toArray(String[]::new));
  }

  /** Wipes a node, and sees that it observes at first and votes in a later epoch. */
  void losesAndVotesAgain(String node) {
    assertTrue(!said(node).contains(OBSERVES), "a new key may vote");
    fault("wipe", node, "--keep-key");
    fault("restart", node);
    goesOn("beside an observer");
    assertTrue(said(node).contains(OBSERVES), () -> said(node));
    devnet.await("votes of node " + node, () -> said(node).contains("votes again"));
  }

  /** Wipes a node with its keys, and sees that its network refuses it from then on. */
  void losesItsKeys(String node) {
    fault("wipe", node);
    Ran start = devnet.run("devnet", "start", node);
    assertEquals(1, start.status(), start::toString);
    assertTrue(start.err().contains("is not the key that"), start::toString);
  }

  /** Some of what was acknowledged, from the beginning to the end, is still there. */
  void assertKept() throws Exception {
    List<Map.Entry<Bytes, ProvedReceipt>> all = List.copyOf(writer.acknowledged().entrySet());
    for (int i = 0; i < all.size(); i += 1 + all.size() / SAMPLES) {
      Bytes key = all.get(i).getKey();
      Receipt receipt = all.get(i).getValue().receipt();
      TransactionStatus now = client.transaction(receipt.transaction()).get();
      assertTrue(
          now instanceof TransactionStatus.Final(ProvedReceipt again)
              && again.receipt().equals(receipt),
          () -> receipt + " was acknowledged and is " + now);
      assertEquals(Optional.of(SteadyWriter.value(key)), client.getLinearizable(key).get().value());
    }
  }

  /**
   * Ends the load: then all four nodes have one state, nothing that was acknowledged is lost, and
   * nothing was executed twice.
   */
  void assertWhole() throws Exception {
    writer.finish();
    long height = devnet.awaitEqualStates();
    assertKept();
    Set<String> executed = new HashSet<>();
    for (long from = 1; from <= height; from += AT_A_TIME) {
      List<CompletableFuture<ProvedBlock>> blocks = new ArrayList<>();
      for (long each = from; each <= Math.min(height, from + AT_A_TIME - 1); each++) {
        blocks.add(client.block(each));
      }
      for (CompletableFuture<ProvedBlock> block : blocks) {
        assertOnce(block.get(), executed);
      }
    }
    assertTrue(executed.size() >= writer.count(), "the whole log was read");
  }

  private static void assertOnce(ProvedBlock block, Set<String> executed) {
    List<Transaction> transactions = block.block().payload().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      Receipt.Status status = block.receipts().get(i).status();
      if (status == Receipt.Status.EXECUTED || status == Receipt.Status.FAILED) {
        Transaction transaction = transactions.get(i);
        assertTrue(
            executed.add(transaction.sender() + " " + transaction.sequence()),
            () -> "twice: " + transaction);
      }
    }
  }

  private String said(String node) {
    return devnet.done("devnet", "logs", node, "--lines", "10000");
  }

  /** Ends the load and deletes the network. */
  @Override
  public void close() {
    try {
      try {
        writer.finish();
        client.close();
      } finally {
        devnet.delete();
      }
    } catch (Exception e) {
      throw new AssertionError("the network could not be ended", e);
    }
  }
}
