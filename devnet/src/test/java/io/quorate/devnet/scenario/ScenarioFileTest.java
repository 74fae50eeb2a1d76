package io.quorate.devnet.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.ChainParameters;
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
        List.of(new Scenario.Fault(1_500, List.of("partition", "1,2/3,4"))), scenario.timeline());
    assertEquals(0, scenario.writesAtLeast());
    assertEquals(ChainParameters.DEFAULT_EPOCH_LENGTH, scenario.epochLength());
  }

  @Test
  @DisplayName("says what must hold, on the way and at the end, and reads back as the same")
  void expectations() throws Exception {
    Scenario scenario =
        read(
            """
            epochLength: 200
            writesAtLeast: 7
            timeline:
              - { at: 1, expect: commits }
              - { at: 2, fault: "heal" }
              - { at: 2.5, expect: rests }
            """);
    assertEquals(200, scenario.epochLength());
    assertEquals(7, scenario.writesAtLeast());
    assertEquals(
        List.of(
            new Scenario.Expect(1_000, Scenario.Progress.COMMITS),
            new Scenario.Fault(2_000, List.of("heal")),
            new Scenario.Expect(2_500, Scenario.Progress.RESTS)),
        scenario.timeline());
    assertEquals(scenario, read(ScenarioFile.write(scenario)));
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
        "timeline: [{at: 5, fault: heal, expect: rests}]",
        "timeline: [{at: 5, expect: peace}]",
        "epochLength: 1",
        "writesAtLeast: -1",
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
