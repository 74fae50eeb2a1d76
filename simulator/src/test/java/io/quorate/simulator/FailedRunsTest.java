package io.quorate.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A swarm that fails in the build")
class FailedRunsTest {
  private static final Parts SKIPPING =
      Broken.nothing(EngineKind.HOTSTUFF).engine(2, Skipping::new);

  @Test
  @DisplayName("names a file with the whole trace of the smallest run that fails alike")
  void leavesTheTrace(@TempDir Path folder) throws IOException {
    SimulationReport failed = run(1);
    String text = FailedRuns.of(SKIPPING, folder.resolve("target")).text(List.of(failed));
    Path file = folder.resolve("target/simulation-hotstuff-1.trace");
    assertTrue(text.contains("every line of it in " + file.toAbsolutePath()), text);
    List<String> trace = Files.readAllLines(file);
    String repeat = trace.getLast();
    assertEquals(text.lines().toList().getLast(), repeat);
    assertTrue(repeat.startsWith("./quorate simulate --engine hotstuff --nodes 4 --seed 1 "));
    assertTrue(repeat.contains("--without "), "nothing is left away in " + repeat);
    String broken = trace.get(trace.size() - 2);
    assertTrue(broken.startsWith("FAILED: " + checker(failed) + ": "), broken);
    for (String expected : List.of("> n2 Proposal v", " persists safety", " committed block ")) {
      assertTrue(trace.stream().anyMatch(line -> line.contains(expected)), expected);
    }
  }

  @Test
  @DisplayName("leaves nothing when no run fails")
  void leavesNothing(@TempDir Path folder) throws IOException {
    assertEquals("", FailedRuns.of(SKIPPING, folder.resolve("target")).text(List.of()));
    assertTrue(Files.notExists(folder.resolve("target")));
  }

  private static SimulationReport run(long seed) {
    SimulationOptions options =
        new SimulationOptions(EngineKind.HOTSTUFF, 4, seed).with(Liars.NONE);
    SimulationReport report = Simulate.run(options, Plan.draw(options), SKIPPING);
    assertTrue(report.failure().isPresent(), () -> "seed " + seed + " does not fail");
    return report;
  }

  private static String checker(SimulationReport failed) {
    return failed.failure().orElseThrow().checker();
  }

  /** An engine that keeps every fifth block to itself when it commits. */
  private record Skipping(ConsensusEngine honest) implements ConsensusEngine {
    @Override
    public void handle(Event event, Effects effects) {
      honest.handle(
          event,
          effect -> {
            if (!(effect instanceof Effect.Commit commit) || commit.block().height() % 5 != 0) {
              effects.emit(effect);
            }
          });
    }

    @Override
    public Hash stateHash() {
      return honest.stateHash();
    }
  }
}
