package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.api.proof.ProofJson;
import io.quorate.consensus.ProvedState;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.NodeProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("Four node processes on this machine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
class DevnetProcessTest {
  private Devnet devnet;

  @BeforeAll
  void start(@TempDir Path folder) {
    devnet = Devnet.up(folder.resolve("a network"));
  }

  @AfterAll
  void end() throws Exception {
    devnet.delete();
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  @DisplayName("a value that was put is read back with its height and the quorum that proved it")
  void keyValue() throws Exception {
    JsonNode put = json(devnet.done("kv", "put", "hello", "world", "--json"));
    String text = devnet.done("kv", "get", "hello");
    JsonNode read = json(devnet.done("kv", "get", "hello", "--linearizable", "--json"));
    assertAll(
        () -> assertTrue(text.startsWith("world\n"), text),
        () ->
            assertTrue(text.matches("(?s).*proved by a quorum certificate of [34] of 4 .*"), text),
        () -> assertEquals("world", read.path("value").asText()),
        () -> assertTrue(read.path("proof").path("height").asLong() >= put.path("height").asLong()),
        () -> assertTrue(read.path("proof").path("signers").size() >= 3));

    devnet.done("kv", "delete", "hello");
    Ran gone = devnet.run("kv", "get", "hello", "--linearizable");
    assertEquals(1, gone.status());
    assertTrue(gone.err().contains("hello has no value"), gone.err());
    assertTrue(gone.err().contains("proved by a quorum certificate"), gone.err());
    String then = put.path("height").asText();
    JsonNode past = json(devnet.done("state", "get", "hello", "--height", then, "--json"));
    assertEquals("world", past.path("value").asText());
    assertEquals(put.path("height"), past.path("proof").path("height"));
    Ran never = devnet.run("state", "get", "hello", "--height", "0");
    assertEquals(1, never.status());
    assertTrue(never.err().contains("begins at height 1"), never.err());
  }

  @Test
  @DisplayName("the client in JavaScript signs, submits and checks; what Java wrote it reads")
  void javaScript() throws Exception {
    JavaScriptExample.assumeNodeJs();
    String genesis = devnet.network().directory().genesis().toString();
    String url = devnet.network().nodes().getFirst().url().toString();
    JavaScriptExample.Done tests =
        JavaScriptExample.run(
            List.of("--test"), Map.of("QUORATE_GENESIS", genesis, "QUORATE_NODE", url));
    assertEquals(0, tests.status(), tests.output());
    String nobody = "http://127.0.0.1:1";
    JavaScriptExample.Done hello =
        JavaScriptExample.run(
            List.of("hello.mjs", genesis, "from", "JavaScript", nobody, url), Map.of());
    assertEquals(0, hello.status(), hello.output());
    assertTrue(hello.output().contains("EXECUTED at height "), hello.output());
    assertTrue(devnet.done("kv", "get", "from", "--linearizable").startsWith("JavaScript\n"));
  }

  @Test
  @DisplayName("a proof that was kept is verified without the network, and not after a change")
  void proofFile(@TempDir Path folder) throws Exception {
    Path receipt = folder.resolve("receipt.json");
    Path state = folder.resolve("state.json");
    Path absence = folder.resolve("absence.json");
    devnet.done("kv", "put", "kept", "for ever", "--proof", receipt.toString());
    devnet.done("kv", "get", "kept", "--proof", state.toString());
    assertEquals(1, devnet.run("kv", "get", "never", "--proof", absence.toString()).status());
    String executed = devnet.done("verify", receipt.toString());
    String holds = devnet.done("verify", state.toString());
    String absent = devnet.done("verify", absence.toString());
    assertAll(
        () -> assertTrue(executed.contains("was executed at place 0"), executed),
        () -> assertTrue(holds.startsWith("holds: key kept holds for ever\n"), holds),
        () -> assertTrue(absent.startsWith("holds: key never holds nothing\n"), absent),
        () -> assertTrue(absent.contains("proved by a quorum certificate of "), absent));
    ProvedState real = (ProvedState) ProofJson.read(state);
    ProvedState lie =
        new ProvedState(
            real.key(), Optional.of(Bytes.utf8("for evil")), real.path(), real.certificate());
    Files.writeString(state, ProofJson.write(lie));
    Ran refused = devnet.run("verify", state.toString());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("state proof does not hold"), refused.err());
  }

  @Test
  @DisplayName("a transaction and its block are shown with their proof; an unknown one is not")
  void show() throws Exception {
    JsonNode put = json(devnet.done("kv", "put", "shown", "yes", "--json"));
    String id = put.path("transaction").asText();
    JsonNode shown = json(devnet.done("tx", "show", id, "--json"));
    JsonNode block = json(devnet.done("block", "show", put.path("height").asText(), "--json"));
    assertAll(
        () -> assertEquals("FINAL", shown.path("state").asText()),
        () -> assertEquals("EXECUTED", shown.path("status").asText()),
        () -> assertEquals(put.path("height"), shown.path("height")),
        () -> assertTrue(block.path("transactions").findValuesAsText("id").contains(id)));
    String height = put.path("height").asText();
    String blocks = devnet.done("block", "follow", "--from", height, "--count", "1", "--json");
    String receipts = devnet.done("tx", "follow", "--from", height, "--count", "1", "--json");
    assertEquals(put.path("height"), json(blocks).path("height"));
    assertEquals(id, json(receipts).path("transaction").asText());
    assertEquals(1, devnet.run("tx", "show", Hash.ZERO.toHex()).status());
    assertEquals(1, devnet.run("tx", "show", "xyz").status());
  }

  @Test
  @DisplayName("`up` once more says that the network is up and starts nothing")
  void upTwice() throws Exception {
    List<String> before = pids();
    String text = devnet.done("devnet", "up", "--detach");
    assertTrue(text.contains("up already"), text);
    assertEquals(before, pids());
    assertEquals(1, devnet.run("devnet", "up", "--detach", "--nodes", "7").status());
    assertEquals(before, pids());
  }

  @Test
  @DisplayName("each is a program without the code that makes, breaks or lies to networks")
  void noDoor() throws Exception {
    for (String pid : pids()) {
      NodeProgram.of(Long.parseLong(pid)).assertHasNoDoor();
    }
  }

  private List<String> pids() throws Exception {
    return json(devnet.done("devnet", "status", "--json")).findValuesAsText("pid");
  }
}
