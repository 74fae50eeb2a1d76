package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.client.TransactionStatus;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.check.ApplicationSources;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.NodeState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("process")
@DisplayName("An application in a jar of its own")
class ApplicationProcessTest {
  private static final String BOOM =
      "tx.payload().toUtf8().equals(\"boom\") ? 1 / (calls - calls) : 1";

  /** The property is in the command line of every node. */
  private static final String DIFFERENT =
      "tx.payload().toUtf8().equals(\"differ\") ? System.nanoTime()"
          + " : tx.payload().toUtf8().equals(\"alone\")"
          + " && System.getProperty(\"quorate.node\").equals(\"node-4\") ? 4 : 1";

  @TempDir Path folder;

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "return CONTRACT | return 999 | was made for version 999 of the application interface",
        "private int calls; | private int calls; public App() { throw new Error(\"no\"); } | cannot be loaded, it threw java.lang.Error: no",
      })
  @DisplayName("that cannot be used gets a sentence, and no network is made")
  void unusable(String part, String instead, String sentence) throws Exception {
    String source = ApplicationSources.executing("1").replace(part, instead);
    refused(ApplicationSources.app(folder, source), sentence);
  }

  @Test
  @DisplayName("that is no jar, or names no application, gets a sentence, and no network is made")
  void noJar() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no jar");
    refused(text, "is not a jar");
    refused(folder.resolve("missing.jar"), "does not exist or is no file");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(empty.resolve("file"), "");
    Path jar = ApplicationSources.jar(folder.resolve("empty.jar"), java.util.List.of(empty));
    refused(jar, "holds no application: put the name of its class into META-INF/services/");
  }

  private void refused(Path jar, String sentence) {
    Path network = folder.resolve("network");
    Ran ran =
        Ran.command(
            "devnet", "up", "--detach", "--app", jar.toString(), "--dir", network.toString());
    assertEquals(1, ran.status(), ran.toString());
    assertTrue(ran.err().contains(sentence), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertFalse(Files.exists(network));
  }

  @Test
  @DisplayName(
      "S58, S68, S69 that throws stops all with height and transaction, and a mended build goes on;"
          + " that differs on one node stops that one, everywhere is named by diagnose")
  void wrong() throws Exception {
    Path broken = ApplicationSources.app(folder, ApplicationSources.executing(BOOM));
    Path mended = ApplicationSources.app(folder, ApplicationSources.executing(DIFFERENT));
    Devnet devnet =
        Devnet.withApplication(folder.resolve("network"), broken, "--engine", "tendermint");
    try {
      Transaction boom = stopsAll(devnet);
      devnet.done("devnet", "up", "--detach", "--app", mended.toString());
      assertExecuted(devnet, boom);
      stopsOne(devnet);
      staysOpen(devnet);
    } finally {
      devnet.delete();
    }
  }

  /** The node with another result stops and says so; the others are a quorum. */
  private static void stopsOne(Devnet devnet) throws Exception {
    String before = devnet.done("tx", "submit", "alone");
    assertTrue(before.contains("executed as transaction 0 of its block, result alone"), before);
    devnet.await("the end of node-4", () -> devnet.running() == 3);
    assertTrue(devnet.state("node-4") instanceof NodeState.Died);
    String log = devnet.done("devnet", "logs", "node-4", "-n", "200");
    assertTrue(
        Pattern.compile(
                "height \\d+ came out differently here .* state root [0-9a-f]{64} here and"
                    + " [0-9a-f]{64} there")
            .matcher(log)
            .find(),
        log);
    String after = devnet.done("tx", "submit", "quiet");
    assertTrue(after.contains("result quiet"), after);
  }

  private static Transaction stopsAll(Devnet devnet) throws Exception {
    String before = devnet.done("tx", "submit", "quiet");
    assertTrue(before.contains("executed as transaction 0 of its block, result quiet"), before);
    Transaction boom = submitUntil(devnet, "boom", () -> devnet.running() == 0);
    String log = devnet.done("devnet", "logs", "node-1", "-n", "200");
    String expected = "in transaction " + boom.id().toHex() + "; the replica's state is as before";
    assertTrue(log.contains("application threw at height "), log);
    assertTrue(log.contains(expected), log);
    return boom;
  }

  /** No two nodes agree, so nobody is wrong and nobody stops: only a look at all of them tells. */
  private static void staysOpen(Devnet devnet) throws Exception {
    submitUntil(
        devnet,
        "differ",
        () -> devnet.run("diagnose", "--wait", "1s").out().contains("with different results"));
    Ran ran = devnet.run("diagnose", "--wait", "1s");
    assertEquals(4, ran.status(), ran::toString);
    assertTrue(ran.out().contains("node-1 / node-2 / node-3"), ran::toString);
    assertTrue(ran.out().contains("the application is not deterministic"), ran::toString);
    assertTrue(devnet.running() >= 3, "nobody can tell who is wrong");
  }

  /** Sends a transaction that gets no receipt, and sees what comes of it. */
  private static Transaction submitUntil(Devnet devnet, String payload, BooleanSupplier seen)
      throws Exception {
    try (QuorateClient client = devnet.client()) {
      Account account = client.account(Devnet.freshKey()).get();
      Transaction transaction = account.sign(Bytes.utf8(payload));
      CompletableFuture<ProvedReceipt> _ = account.submit(transaction);
      devnet.await("what comes of " + payload, seen);
      return transaction;
    }
  }

  private static void assertExecuted(Devnet devnet, Transaction transaction) throws Exception {
    try (QuorateClient client = devnet.client()) {
      devnet.await(
          "the transaction that stopped the nodes",
          () ->
              client.transaction(transaction.id()).join()
                      instanceof TransactionStatus.Final(ProvedReceipt proved)
                  && proved.receipt().status() == Receipt.Status.EXECUTED);
    }
  }
}
