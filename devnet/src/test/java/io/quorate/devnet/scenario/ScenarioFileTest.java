package io.quorate.devnet.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A scenario's file")
class ScenarioFileTest {
  @TempDir Path folder;

  private Scenario read(String text) throws Exception {
    return ScenarioFile.read(Files.writeString(folder.resolve("scenario.yaml"), text));
  }

  @Test
  @DisplayName("says what happens, with defaults for what it leaves out")
  void defaults() throws Exception {
    Scenario scenario =
        read("engine: pbft\ntimeline:\n  - { at: 1.5, fault: \"partition 1,2/3,4\" }\n");
    assertEquals(EngineKind.PBFT, scenario.engine());
    assertEquals(4, scenario.nodes());
    assertEquals(
        List.of(new Scenario.Event(1_500, List.of("partition", "1,2/3,4"))), scenario.timeline());
  }

  @Test
  @DisplayName("that a seed made reads back as the same, and another seed makes another")
  void random() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      Scenario made = RandomScenario.of(seed);
      assertEquals(made, read(ScenarioFile.write(made)));
      assertEquals(made, RandomScenario.of(seed));
    }
    assertNotEquals(RandomScenario.of(1), RandomScenario.of(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "nodes: 3",
        "engine: raft",
        "colour: red",
        "seconds: many",
        "timeline: [{at: 30, fault: heal}]",
        "timeline: [{at: 5, fault: heal}, {at: 4, fault: heal}]",
        "timeline: [{at: 5}]",
        "nodes: [",
      })
  @DisplayName("that is wrong is refused in a sentence that names the file")
  void wrong(String text) {
    DevnetException refusal = assertThrows(DevnetException.class, () -> read(text));
    assertTrue(refusal.getMessage().contains("scenario.yaml"), refusal.getMessage());
  }

  @Test
  @DisplayName("of every example can be read")
  void examples() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      List<Path> examples = files.toList();
      assertTrue(examples.size() >= 4, "found " + examples);
      for (Path example : examples) {
        ScenarioFile.read(example);
      }
    }
  }
}
