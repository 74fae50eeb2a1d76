package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorate.consensus.EngineKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A run is a function of its options and seed")
class DeterminismTest {
  private static final List<Long> SEEDS = List.of(2L, 7L, 23L);

  /** Prints the trace hashes of the seeds; the other JVM runs this. */
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] seeds) {
      List<String> hashes = new ArrayList<>();
      for (String seed : seeds) {
        hashes.add(traceHash(Long.parseLong(seed)));
      }
      System.out.print(String.join(" ", hashes));
    }
  }

  @Test
  @DisplayName(
      "the same seed gives the same trace in a JVM with another locale, time zone, hash seed and encoding")
  void sameInTwoJvms() throws IOException, InterruptedException {
    List<String> here = SEEDS.stream().map(DeterminismTest::traceHash).toList();
    assertEquals(String.join(" ", here), inOtherJvm());
  }

  @Test
  @DisplayName("the same seed gives the same report twice, whoever listens to the trace")
  void sameTwice() {
    SimulationOptions options = new SimulationOptions(EngineKind.HOTSTUFF, 4, 11);
    List<String> lines = new ArrayList<>();
    SimulationReport loud = Simulate.run(options, lines::add, true);
    assertEquals(loud, Simulate.run(options));
    assertEquals(false, lines.isEmpty());
  }

  @Test
  @DisplayName("another seed gives another trace")
  void seedsDiffer() {
    assertNotEquals(traceHash(1), traceHash(2));
  }

  @Test
  @DisplayName("real Ed25519 signatures order the same world")
  void realSignatures() {
    SimulationOptions options =
        new SimulationOptions(EngineKind.HOTSTUFF, 4, 5).withRealSignatures(true);
    SimulationReport report = Simulate.run(options);
    assertEquals(List.of(), report.failure().stream().toList());
    assertEquals(report.traceHash(), Simulate.run(options).traceHash());
  }

  static String traceHash(long seed) {
    return Simulate.run(new SimulationOptions(EngineKind.HOTSTUFF, 4, seed)).traceHash();
  }

  private static String inOtherJvm() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kathmandu",
                "-Dfile.encoding=ISO-8859-1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName()));
    SEEDS.forEach(seed -> command.add(Long.toString(seed)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return output.strip();
  }
}
