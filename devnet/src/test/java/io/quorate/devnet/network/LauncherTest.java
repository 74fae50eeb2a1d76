package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in a folder that looks like a checkout that is built. */
@Tag("process")
@DisplayName("A node that was started with `quorate node run`")
class LauncherTest {
  private static final int TERMINATED = 128 + 15;
  private static final long HEAP_AT_LEAST = 400L << 20;
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_max_bytes\\{area=\"heap\",[^}]*} (\\S+)$");

  @TempDir Path folder;

  @Test
  @DisplayName("has the memory of a node and no code that breaks networks, and ends when asked to")
  void node() throws Exception {
    Path home = home();
    NetworkDirectory directory = new NetworkDirectory(folder.resolve("network"));
    LocalNetwork network =
        LocalNetwork.create(
            directory, new NetworkPlan(4, EngineKind.PBFT, SchemeId.ED25519, FreePorts.base(4)));
    NodeSpec node = network.node("1");
    Process process = start(home, directory.config(node));
    try {
      awaitLive(process, node);
      NodeProgram program = NodeProgram.of(process.pid());
      program.assertHasNoDoor();
      assertFalse(program.line().toString().contains("TieredStopAtLevel"), program::toString);
      assertEquals(
          Arrays.asList(NodeLibraries.of(libraries(home)).split(File.pathSeparator, -1)),
          program.classPath().stream().map(Path::toString).toList());
      assertTrue(heap(node) > HEAP_AT_LEAST, "the heap may grow to " + heap(node));
      process.destroy();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
      assertEquals(TERMINATED, process.exitValue());
      assertTrue(Files.readString(log()).strip().endsWith("stopped"), Files.readString(log()));
    } finally {
      process.destroyForcibly().waitFor();
      Trees.delete(home); // JUnit would warn of each link in it.
    }
  }

  /** A copy of the script among the libraries of this test, by the names that a build gives. */
  private Path home() throws IOException {
    Path home = Files.createDirectory(folder.resolve("a checkout"));
    Path script = Path.of("../quorate");
    Files.copy(script, home.resolve("quorate"), StandardCopyOption.COPY_ATTRIBUTES);
    Path resource = Path.of("src/main/resources/io/quorate/devnet/network/node-jvm.options");
    Path options = home.resolve("devnet").resolve(resource);
    Files.createDirectories(options.getParent());
    Files.copy(resource, options);
    Path lib = Files.createDirectories(home.resolve(".quorate/app/lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path library = Path.of(entry).toAbsolutePath();
      if (library.endsWith("target/classes")) {
        String module = library.getName(library.getNameCount() - 3).toString();
        Jars.of(library, lib.resolve("quorate-" + module + "-0.jar"));
      } else if (Files.isRegularFile(library)
          && !Files.exists(lib.resolve(library.getFileName()))) {
        Files.createSymbolicLink(lib.resolve(library.getFileName()), library);
      }
    }
    Files.createFile(home.resolve(".quorate/app/stamp")); // Last: nothing is newer.
    return home;
  }

  private static String libraries(Path home) throws IOException {
    try (var files = Files.list(home.resolve(".quorate/app/lib"))) {
      List<String> paths = files.map(Path::toString).sorted().toList();
      return String.join(File.pathSeparator, paths);
    }
  }

  private Path log() {
    return folder.resolve("node.log");
  }

  private Process start(Path home, Path config) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("quorate").toString(), "node", "run", "--config", config.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C"); // The order of file names in the script.
    return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  private void awaitLive(Process process, NodeSpec node) throws Exception {
    NodeProbe probe = new NodeProbe();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!probe.isLive(node)) {
      assertTrue(process.isAlive() && System.nanoTime() - deadline < 0, Files.readString(log()));
      assertFalse(process.waitFor(100, TimeUnit.MILLISECONDS), () -> "it ended: see " + log());
    }
  }

  /** How large its heap may become, as it says itself. */
  private static long heap(NodeSpec node) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String metrics =
          http.send(
                  HttpRequest.newBuilder(node.url().resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return (long)
          HEAP.matcher(metrics)
              .results()
              .mapToDouble(match -> Double.parseDouble(match.group(1)))
              .sum();
    }
  }
}
