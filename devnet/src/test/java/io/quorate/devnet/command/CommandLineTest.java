package io.quorate.devnet.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.crypto.keyfile.KeyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("The command line")
class CommandLineTest {
  @TempDir Path folder;

  static Stream<String> everyCommand() {
    List<String> paths = new ArrayList<>();
    collect(CommandTree.create(), "", paths);
    return paths.stream();
  }

  private static void collect(CommandLine command, String path, List<String> paths) {
    paths.add(path);
    command
        .getSubcommands()
        .forEach((name, child) -> collect(child, (path + " " + name).strip(), paths));
  }

  @ParameterizedTest(name = "quorate {0} --help")
  @MethodSource("everyCommand")
  @DisplayName("every level explains itself on standard output and ends with 0")
  void helpOnEveryLevel(String path) {
    Ran ran = Ran.command((path + " --help").strip().split(" ", -1));
    assertAll(
        () -> assertEquals(0, ran.status()),
        () -> assertTrue(ran.out().startsWith("Usage: quorate"), ran.out()),
        () -> assertTrue(ran.out().contains("--help"), ran.out()),
        () -> assertEquals("", ran.err()));
  }

  @ParameterizedTest(name = "quorate {0}")
  @ValueSource(
      strings = {
        "devnet",
        "nonsense",
        "devnet up --nodes x",
        "devnet up --nodes 3",
        "devnet up --nodes 100",
        "devnet up --engine raft",
        "devnet up --scheme rsa",
        "devnet up --base-port 80",
        "devnet stop",
        "devnet logs node-1 -n many",
        "key new --bits 2048",
        "kv",
        "kv put key",
        "kv get key --local --linearizable",
        "kv get key --height 1 --linearizable",
        "state get key --height soon",
        "block show zero",
        "block show 0",
        "block follow --from soon",
        "load --rate 5 --clients 5",
        "load --rate 0",
        "load --size 3",
        "simulate --nodes 3",
        "simulate --engine raft",
        "simulate --seeds 0",
        "simulate --byzantine 4",
        "simulate --byzantine many",
        "simulate --strategy flatter",
        "simulate --without sorrow",
        "devnet fault link 1 2 --loss 101%",
        "devnet fault link 1 2 --delay -5ms",
        "devnet fault link 1 2 --delay 80",
        "devnet fault link 1 2 --rate 0mbit",
        "devnet fault clock 1",
        "devnet fault clock 1 --skew soon",
        "devnet fault byzantine 1 flatter",
        "node run",
        "node run --config node.yaml --seed 3"
      })
  @DisplayName("wrong usage ends with 2, a sentence and the way to the help, and no output")
  void wrongUsage(String line) {
    Ran ran = Ran.command(line.split(" ", -1));
    assertAll(
        () -> assertEquals(2, ran.status()),
        () -> assertEquals("", ran.out()),
        () -> assertTrue(ran.err().startsWith("quorate: "), ran.err()),
        () -> assertTrue(ran.err().contains("\nSee: quorate"), ran.err()),
        () -> assertFalse(ran.err().contains("Exception"), ran.err()));
  }

  @ParameterizedTest(name = "quorate devnet {0}")
  @ValueSource(strings = {"down", "status", "stop 1", "kill 1", "start 1", "logs 1"})
  @DisplayName("without a network, its commands end with 1 and say how to make one")
  void noNetwork(String line) {
    Ran ran = Ran.command(("devnet " + line + " --dir " + folder).split(" ", -1));
    assertAll(
        () -> assertEquals(1, ran.status()),
        () -> assertEquals("", ran.out()),
        () -> assertTrue(ran.err().contains("there is no local network in " + folder), ran.err()),
        () -> assertTrue(ran.err().contains("quorate devnet up"), ran.err()));
  }

  @ParameterizedTest(name = "quorate {0}")
  @ValueSource(strings = {"kv get a", "kv put a b", "tx show 00", "block show 1", "load"})
  @DisplayName("without a network, its users end with 1 and say how to make one")
  void nothingToUse(String line) {
    Ran ran = Ran.command((line + " --dir " + folder).split(" ", -1));
    assertEquals(1, ran.status());
    assertEquals("", ran.out());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  @Test
  @DisplayName("`simulate` prints what it drew first, and the same run for the same seed")
  void simulate() throws Exception {
    Ran text = Ran.command("simulate", "--seed", "7");
    Ran again = Ran.command("simulate", "--seed", "7");
    JsonNode json =
        new ObjectMapper().readTree(Ran.command("simulate", "--seed", "7", "--json").out());
    assertEquals(0, text.status(), text.out());
    assertEquals(run(text), run(again));
    assertTrue(text.out().strip().endsWith("messages for each second of it"), text.out());
    assertTrue(json.path("passed").asBoolean());
    assertTrue(text.out().startsWith(json.path("drawn").get(0).asText()), text.out());
    assertTrue(text.out().contains("trace " + json.path("trace").asText()), text.out());
  }

  /** What is printed but for how long it took. */
  private static List<String> run(Ran ran) {
    List<String> lines = ran.out().lines().toList();
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  @DisplayName("`simulate` lets nodes lie as it is told, and says who does what")
  void simulateLiars() {
    Ran ran =
        Ran.command(
            "simulate", "--seed", "7", "--byzantine", "1", "--strategy", "equivocate,flood");
    assertEquals(0, ran.status(), ran.out());
    String liars =
        ran.out().lines().filter(line -> line.startsWith("byzantine: ")).findFirst().orElse("");
    assertTrue(liars.contains("equivocate at [") && liars.contains("flood at ["), ran.out());
    Ran none = Ran.command("simulate", "--seed", "7", "--byzantine", "none");
    assertTrue(none.out().contains("byzantine: nobody"), none.out());
  }

  @Test
  @DisplayName("a failure prints its cause with --verbose alone")
  void verbose() {
    Ran brief = Ran.command("devnet", "status", "--dir", folder.toString());
    Ran whole = Ran.command("devnet", "status", "--dir", folder.toString(), "--verbose");
    assertEquals(1, brief.err().lines().count(), brief.err());
    assertTrue(whole.err().contains("\tat io.quorate.devnet"), whole.err());
  }

  @Test
  @DisplayName("`key new` makes a key that its owner alone can read, and prints its public half")
  void newKey() throws Exception {
    Path file = folder.resolve("my.key");
    Ran ran = Ran.command("key", "new", "--json", "--out", file.toString());
    JsonNode printed = new ObjectMapper().readTree(ran.out());
    assertEquals(0, ran.status());
    assertEquals(
        KeyFile.read(file).publicKey().bytes().toHex(), printed.path("publicKey").asText());
    assertFalse(
        ran.out().contains(Files.readAllLines(file).getLast().replace("seed ", "")),
        "secret shown");
  }

  @Test
  @DisplayName("`key new` never overwrites a key")
  void keepsKey() throws Exception {
    Path file = folder.resolve("my.key");
    Ran.command("key", "new", "--out", file.toString());
    String before = Files.readString(file);
    Ran again = Ran.command("key", "new", "--out", file.toString());
    assertEquals(1, again.status());
    assertTrue(again.err().contains("exists already"), again.err());
    assertEquals(before, Files.readString(file));
  }

  @Test
  @DisplayName("an encrypted key opens with the passphrase of a file and with no other")
  void encryptedKey() throws Exception {
    Path right = passphrase("right", "correct horse");
    Path wrong = passphrase("wrong", "another horse");
    String sealed = folder.resolve("sealed.key").toString();
    Ran made =
        Ran.command("key", "new", "--json", "--out", sealed, "--passphrase-file", right.toString());
    assertEquals(0, made.status(), made.err());
    Ran shown = Ran.command("key", "show", sealed, "--json", "--passphrase-file", right.toString());
    ObjectMapper json = new ObjectMapper();
    assertEquals(
        json.readTree(made.out()).path("publicKey"), json.readTree(shown.out()).path("publicKey"));
    Ran refused = Ran.command("key", "show", sealed, "--passphrase-file", wrong.toString());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("the passphrase does not open"), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @Test
  @DisplayName("`key encrypt` encrypts a key that was not, and keeps it the same key")
  void encrypts() throws Exception {
    Path right = passphrase("right", "correct horse");
    Path plain = folder.resolve("plain.key");
    Path sealed = folder.resolve("sealed.key");
    Ran.command("key", "new", "--out", plain.toString());
    Ran ran =
        Ran.command(
            "key",
            "encrypt",
            plain.toString(),
            "--out",
            sealed.toString(),
            "--passphrase-file",
            right.toString());
    assertEquals(0, ran.status(), ran.err());
    assertEquals(
        KeyFile.read(plain).publicKey(),
        KeyFile.read(sealed, _ -> KeyFile.passphrase(right)).publicKey());
  }

  private Path passphrase(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
