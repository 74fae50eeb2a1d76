package io.quorate.devnet.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.api.ErrorCode;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.client.BlockingClient;
import io.quorate.client.RefusedException;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.devnet.Devnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application that keeps its state in a file of its own")
class OwnStateTest {
  @TempDir Path folder;

  /** A tally that tells where it was opened. */
  private static final class Found extends Tally {
    private final Set<String> folders = ConcurrentHashMap.newKeySet();

    @Override
    public OwnState open(String folder) {
      folders.add(folder);
      return super.open(folder);
    }

    Path file(int node) {
      String part = "node-" + (node + 1) + "/";
      return Path.of(
          folders.stream().filter(each -> each.contains(part)).findFirst().orElseThrow(),
          "tally.txt");
    }
  }

  private static long height(Path file) throws IOException {
    return Long.parseLong(Files.readAllLines(file).getFirst());
  }

  @Test
  @DisplayName(
      "runs on a network: its root is proved, its answers are local, and a lost file is made anew")
  void network() throws Exception {
    Found tally = new Found();
    try (Devnet net = Devnet.local(4, EngineKind.PBFT, tally)) {
      BlockingClient client = net.client().blocking();
      PrivateKey ann = net.key("ann");
      client.submit(ann, Bytes.utf8("apple 3"));
      ProvedReceipt refused = client.submit(ann, Bytes.utf8("apple 99"));
      assertEquals(Receipt.Status.FAILED, refused.receipt().status());
      ProvedReceipt second = client.submit(ann, Bytes.utf8("pear 4"));
      assertEquals(Bytes.utf8("4"), second.receipt().output());
      assertEquals(
          Optional.of(Tally.root(new TreeMap<>(Map.of("apple", 3L, "pear", 4L))).bytes()),
          client.get(OwnStateApplication.ROOT_KEY).value());
      String answer = client.queryLocal("count", Bytes.utf8("apple")).answer().toUtf8();
      assertTrue(answer.matches("[03] at height [0-9]+"), answer);
      refusesProofs(client);
      anew(net, tally);
      assertEquals(List.of(), net.failures());
    }
  }

  private static void refusesProofs(BlockingClient client) {
    RefusedException proved =
        assertThrows(
            RefusedException.class,
            () -> client.query("count", Bytes.utf8("apple"), (_, _) -> "nothing"));
    assertEquals(ErrorCode.APPLICATION_REFUSED, proved.code());
    assertTrue(String.valueOf(proved.getMessage()).contains("keeps its own state"));
    assertThrows(
        RefusedException.class,
        () -> client.queryLinearizable("count", Bytes.utf8("apple"), (_, _) -> "nothing"));
  }

  /** A node whose file is gone has it again when it starts, and its vote is needed after that. */
  private static void anew(Devnet net, Found tally) throws Exception {
    net.stop(3);
    Path file = tally.file(3);
    long before = height(file);
    Files.delete(file);
    net.start(3);
    assertTrue(height(file) >= before);
    net.stop(0);
    ProvedReceipt receipt = net.client().submit(net.key("bob"), Bytes.utf8("apple 5")).get();
    assertEquals(Bytes.utf8("8"), receipt.receipt().output());
  }

  @Test
  @DisplayName("app check finds nothing where there is nothing")
  void check() throws Exception {
    ApplicationCheck.Outcome outcome =
        new ApplicationCheck(jar("", ""), Optional.empty(), 1, 12).run();
    assertEquals(Optional.empty(), outcome.difference());
  }

  @Test
  @DisplayName("app check finds a failed call that leaves something behind")
  void missingUndo() throws Exception {
    Path jar = jar("if (after > 100) {", "counts.put(name, before + 1);\nif (after > 100) {");
    String difference =
        new ApplicationCheck(jar, Optional.empty(), 1, 12).run().difference().orElseThrow();
    assertTrue(difference.contains("failed transactions leave something behind"), difference);
  }

  @Test
  @DisplayName("app check finds a state that is durable before its commit")
  void early() throws Exception {
    Path jar =
        jar(
            "return Tally.root(counts);",
            "write(folder, new Saved(saved.height(), counts));\nreturn Tally.root(counts);");
    String difference =
        new ApplicationCheck(jar, Optional.empty(), 1, 12).run().difference().orElseThrow();
    assertTrue(difference.contains("has another result at height"), difference);
  }

  /** The application in a jar, with one place of its source changed. */
  private Path jar(String place, String other) throws IOException {
    String source = Files.readString(Path.of("src/test/java/io/quorate/devnet/check/Tally.java"));
    assertTrue(source.contains(place));
    return ApplicationSources.app(
        folder,
        source
            .replace(place, place.isEmpty() ? "" : other)
            .replace("package io.quorate.devnet.check;", "package app;")
            .replace("class Tally", "class App")
            .replace("Tally.root", "App.root"));
  }
}
