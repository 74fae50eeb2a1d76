package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("Four containers of the real image under load")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
class DockerProcessTest {
  private static final String TERMINATED = "143"; // 128 and the number of SIGTERM, as of any JVM
  private static final Duration QUIET = Duration.ofSeconds(2);

  private LoadedDevnet loaded;
  private Devnet devnet;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Docker.assumeDaemon();
    devnet = Devnet.withDocker(folder.resolve("a network"), EngineKind.TENDERMINT);
    loaded = LoadedDevnet.of(devnet);
  }

  /**
   * After all that happened here nothing is lost or different; then one node loses even its keys.
   */
  @AfterAll
  void end() throws Exception {
    if (loaded == null) {
      return; // No Docker here.
    }
    try (LoadedDevnet all = loaded) {
      all.assertWhole();
      all.losesItsKeys("4");
    }
  }

  @AfterEach
  void mend() {
    fault("clear");
    loaded.goesOn("when all is mended");
  }

  private void fault(String... words) {
    loaded.fault(words);
  }

  @Test
  @DisplayName("run without root, cannot write their root, and hold no code of the devnet in lib")
  void hardened() throws Exception {
    String name = container(1);
    assertAll(
        () -> assertFalse(in(name, "id -u").out().strip().equals("0")),
        () -> assertTrue(in(name, "touch /x").status() != 0),
        () -> assertTrue(in(name, "touch /opt/quorate/lib/x").status() != 0),
        () -> assertEquals(0, in(name, "touch /data/x && rm /data/x").status()),
        () -> assertEquals(1, in(name, "ls /opt/quorate/lib | grep -c devnet").status()));
    devnet.await(
        "a healthy container",
        () ->
            Docker.run("inspect", "-f", "{{.State.Health.Status}}", name)
                .out()
                .strip()
                .equals("healthy"));
  }

  @Test
  @DisplayName("in two halves commit nothing, and go on when they are healed")
  void partition() {
    fault("partition", "1,2/3,4");
    long height = devnet.assertRests(QUIET);
    fault("heal");
    devnet.awaitAbove(height);
  }

  @Test
  @DisplayName(
      "go on beside one that is frozen, crashed, cut off, slow, full, wrong in time or lying")
  void oneFaulty() {
    fault("pause", "2");
    loaded.goesOn("beside a frozen one");
    fault("resume", "2");
    fault("crash", "2");
    loaded.goesOn("beside a crashed one");
    fault("restart", "2");
    fault("isolate", "3");
    loaded.goesOn("beside an isolated one");
    fault("heal");
    fault(
        "link",
        "1",
        "2",
        "--delay",
        "20ms",
        "--jitter",
        "10ms",
        "--loss",
        "5%",
        "--duplicate",
        "1%",
        "--rate",
        "100mbit");
    fault("clock", "3", "--skew", "5s");
    fault("disk", "4", "--slow", "20ms");
    String all = loaded.fault("list");
    assertTrue(all.contains("line to node-2: delay 20ms, jitter 10ms, loss 5%"), all);
    assertTrue(all.contains("clock off by 5000ms"), all);
    loaded.goesOn("over a bad line, beside a wrong clock and a slow disk");
    fault("disk", "4", "--full");
    loaded.goesOn("beside a full disk");
    fault("disk", "4");
    fault("byzantine", "4", "equivocate");
    loaded.goesOn("beside a liar");
    fault("honest", "4");
  }

  @Test
  @DisplayName("one ends in good order when asked to; a new container in its place follows")
  void replaced() throws Exception {
    devnet.done("devnet", "stop", "2");
    String ended = Docker.run("inspect", "-f", "{{.State.ExitCode}}", container(2)).out().strip();
    assertEquals(TERMINATED, ended, "with 137 it was killed for not listening");
    assertEquals(0, Docker.run("rm", container(2)).status());
    loaded.goesOn("without node-2");
    devnet.done("devnet", "start", "2");
    devnet.awaitFollows("node-2");
    loaded.assertKept();
  }

  @Test
  @DisplayName("S28: one whose volume is gone observes, and votes when an epoch has begun since")
  void lostVolume() {
    loaded.losesAndVotesAgain("4");
  }

  private String container(int node) throws Exception {
    String chain =
        io.quorate.api.genesis.GenesisJson.read(devnet.network().directory().genesis())
            .chainId()
            .toHex();
    return "quorate-" + chain.substring(0, 8) + "-node-" + node;
  }

  private static Docker.Said in(String container, String command) {
    return Docker.run("exec", container, "bash", "-c", command);
  }
}
