package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.devnet.network.NodeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static final int SOME = 20;
  private static final Duration QUIET = Duration.ofSeconds(2);

  private LoadedDevnet loaded;
  private Devnet devnet;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Docker.assumeDaemon();
    devnet = Devnet.withDocker(folder.resolve("a network"), EngineKind.HOTSTUFF);
    loaded = LoadedDevnet.of(devnet);
  }

  @AfterAll
  void end() {
    if (loaded != null) {
      loaded.close();
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
        "1%");
    fault("clock", "3", "--skew", "5s");
    fault("disk", "4", "--slow", "20ms");
    loaded.goesOn("over a bad line, beside a wrong clock and a slow disk");
    fault("disk", "4", "--full");
    loaded.goesOn("beside a full disk");
    fault("disk", "4");
    fault("byzantine", "4", "equivocate");
    loaded.goesOn("beside a liar");
    fault("honest", "4");
  }

  @Test
  @DisplayName("are replaced by new containers one at a time, and keep all that was acknowledged")
  void rolled() throws Exception {
    int before = loaded.writer().count();
    for (int node = 1; node <= 4; node++) {
      devnet.done("devnet", "stop", String.valueOf(node));
      assertEquals(0, Docker.run("rm", container(node)).status());
      loaded.goesOn("without node-" + node);
      devnet.done("devnet", "start", String.valueOf(node));
    }
    assertTrue(loaded.writer().count() > before);
    devnet.await(
        "four nodes with one state",
        () -> {
          try {
            List<NodeReport> reports = devnet.reports();
            return reports.size() == 4 && reports.stream().noneMatch(NodeReport::catchingUp);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    for (var key : loaded.writer().acknowledged().keySet().stream().limit(SOME).toList()) {
      assertEquals(
          SteadyWriter.value(key),
          loaded.client().getLinearizable(key).get().value().orElseThrow());
    }
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
