package io.quorate.bench.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceRun;
import io.quorate.bench.result.JsonFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The page on faults")
final class EndurancePageTest {
  private static Endurance.Throughput rate(String state, double perSecond) {
    return new Endurance.Throughput(state, perSecond);
  }

  private static EnduranceRun run() {
    Endurance good =
        new Endurance(
            "pbft",
            Optional.empty(),
            List.of(900.0, 1_100.0, 4_000.0),
            List.of(700.0),
            List.of(5_000.0),
            List.of(
                rate("none", 900),
                rate("dead", 850),
                rate("paused", 800),
                rate("lying", 500),
                rate("none", 1_100)),
            Optional.of(new Endurance.CatchUp(3_000, 20, 120)),
            List.of(new Endurance.Sample(0, 100, 1), new Endurance.Sample(60, 300, 50)));
    Endurance bad =
        new Endurance(
            "hotstuff",
            Optional.of("node-4 does not catch up"),
            List.of(1_600.0, 1_500.0),
            List.of(),
            List.of(),
            List.of(rate("none", 1_000), rate("dead", 799)),
            Optional.empty(),
            List.of());
    return new EnduranceRun(List.of(part("first", good), part("second", bad)));
  }

  private static EnduranceRun.Part part(String date, Endurance found) {
    return new EnduranceRun.Part(
        new EnduranceRun.Setting(
            date,
            "a machine",
            "abc",
            "bench/resilience --tries 3",
            0.1,
            new EnduranceRun.Plan(3, 1, 300, 20, 500, 60, 1_800, 500)),
        found);
  }

  @Test
  @DisplayName("says of every goal whether it is met, and what is missing")
  void goals() {
    String text = new EndurancePage(run(), List.of("memory.png")).text();
    assertAll(
        () ->
            assertTrue(
                text.contains("| pbft | 1,100, 4,000 | met | 700, 700 | 5,000, 5,000 |"), text),
        () -> assertTrue(text.contains("| hotstuff | 1,550, 1,600 | missed | - | - |"), text),
        () ->
            assertTrue(
                text.contains("| pbft | 1,000 | 850 (85 %) | met | 800 (80 %) | 500 (50 %) |"),
                text),
        () -> assertTrue(text.contains("| hotstuff | 1,000 | 799 (80 %) | missed | - | - |"), text),
        () -> assertTrue(text.contains("| pbft | 3,000 | 20 | 120 | 6.0 | met |"), text),
        () -> assertTrue(text.contains("| pbft | 100, 100, 300 | 1, 1, 50 |"), text),
        () -> assertTrue(text.contains("hotstuff was not measured to the end: node-4"), text),
        () ->
            assertTrue(text.contains("| hotstuff | second | 0.1 | 3 each | 1 after 300 s |"), text),
        () -> assertTrue(text.contains("(resilience/memory.png)"), text));
  }

  @Test
  @DisplayName("is made from a file as from the run")
  void file(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("results.json");
    JsonFile.write(file, run());
    assertEquals(run(), JsonFile.read(file, EnduranceRun.class));
  }

  @Test
  @DisplayName("takes a new measurement of one engine and keeps the others")
  void oneAgain() {
    EnduranceRun.Part again = part("third", run().engines().getFirst());
    EnduranceRun changed = run().with(again);
    assertEquals(List.of(again, run().parts().getLast()), changed.parts());
  }
}
