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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
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
      "S69 that throws stops its nodes with height and transaction; a mended build goes on there")
  void throwing() throws Exception {
    Path broken = ApplicationSources.app(folder, ApplicationSources.executing(BOOM));
    Path mended = ApplicationSources.app(folder, ApplicationSources.executing("1"));
    Devnet devnet = Devnet.withApplication(folder.resolve("network"), broken);
    try {
      String before = devnet.done("tx", "submit", "quiet");
      assertTrue(before.contains("executed as transaction 0 of its block, result quiet"), before);
      Transaction boom = submitWithoutAnswer(devnet);
      devnet.await("the end of all nodes", () -> running(devnet) == 0);
      String log = devnet.done("devnet", "logs", "node-1", "-n", "200");
      String expected =
          "in transaction " + boom.id().toHex() + "; the replica's state is as before";
      assertTrue(log.contains("application threw at height "), log);
      assertTrue(log.contains(expected), log);
      devnet.done("devnet", "up", "--detach", "--app", mended.toString());
      assertExecuted(devnet, boom);
    } finally {
      devnet.delete();
    }
  }

  private static Transaction submitWithoutAnswer(Devnet devnet) throws Exception {
    try (QuorateClient client = devnet.client()) {
      Account account = client.account(Devnet.freshKey()).get();
      Transaction boom = account.sign(Bytes.utf8("boom"));
      CompletableFuture<ProvedReceipt> _ = account.submit(boom);
      devnet.await("the end of all nodes", () -> running(devnet) == 0);
      return boom;
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

  private static int running(Devnet devnet) {
    try {
      return devnet.network().running().size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
