package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.FreePorts;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NetworkPlan;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.Readiness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("Processes of a local network that do not live as they should")
@SuppressWarnings("NullAway.Init") // JUnit sets up before each test
class LifeTest {
  private NetworkDirectory directory;
  private LocalNetwork network;

  @BeforeEach
  void make(@TempDir Path folder) throws Exception {
    directory = new NetworkDirectory(folder.resolve("network"));
    network =
        LocalNetwork.create(
            directory,
            new NetworkPlan(4, EngineKind.TENDERMINT, SchemeId.BLS12_381, FreePorts.base(4)));
  }

  @AfterEach
  void delete() throws Exception {
    LocalNetwork.delete(directory);
  }

  @Test
  @DisplayName("a node that ends at its start is reported with its exit status and last words")
  void endsAtStart() throws Exception {
    NodeSpec node = network.node("node-1");
    Files.writeString(directory.node(node).resolve("node.yaml"), "colour: blue\n");
    network.start(List.of(node));
    DevnetException told =
        assertThrows(
            DevnetException.class,
            () -> new Readiness(network, new NodeProbe()).await(List.of(node), _ -> {}));
    assertAll(
        () -> assertTrue(told.getMessage().contains("node-1 ended with exit status 1")),
        () -> assertTrue(told.getMessage().contains("unknown key 'colour'"), told.getMessage()),
        () -> assertTrue(told.getMessage().contains("quorate devnet start node-1")));
    String shown = Ran.command("devnet", "status", "--dir", directory.root().toString()).out();
    assertTrue(shown.contains("node-1    died"), shown);
  }

  @Test
  @DisplayName(
      "the end of a foreground `up` is the end of its nodes; BLS certificates work as well")
  void foreground() throws Exception {
    Process up =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.quorate.devnet.Quorate",
                "devnet",
                "up",
                "--dir",
                directory.root().toString())
            .redirectErrorStream(true)
            .start();
    try (var output = up.inputReader()) {
      assertTrue(
          output.lines().anyMatch(line -> line.startsWith("node-4    voting")),
          "the table is shown");
      assertEquals(4, network.running().size());
      Ran put = Ran.command("kv", "put", "a", "b", "--dir", directory.root().toString());
      assertEquals(0, put.status(), put.err());
      up.destroy();
      assertTrue(up.waitFor(1, TimeUnit.MINUTES));
    } finally {
      up.destroyForcibly();
    }
    assertEquals(List.of(), network.running());
  }
}
