package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.testkit.GoldenTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden traces: what a change does to the protocol's behaviour shows as a diff. {@code
 * -Dquorate.rewriteTraces=true} writes them anew, for review.
 */
final class TraceTest {
  private static final GoldenTraces GOLDEN =
      new GoldenTraces(() -> Tendermint.fixture(4), Tendermint.UNDER_TEST);
  private static final List<String> RULES = new TendermintFactory().rules();

  static List<String> traces() {
    return List.of(
        "happy-path",
        "silent-proposer",
        "dead-proposer",
        "equivocating-proposer",
        "partition-and-heal",
        "restart",
        "catch-up",
        "behind");
  }

  @ParameterizedTest
  @DisplayName("S10 S29 S35 S36 S37 S47 golden traces")
  @MethodSource("traces")
  void golden(String name) throws IOException {
    GOLDEN.check(name);
  }

  @Test
  @DisplayName("every rule of SPEC.md fires in a trace, in a swarm run, or in a corner case")
  void everyRuleFires() throws IOException {
    Set<String> fired = new TreeSet<>();
    for (String name : traces()) {
      fired.addAll(GoldenTraces.labels(GOLDEN.run(name), RULES));
    }
    for (long seed = 1; seed <= 10; seed++) {
      Swarm.run(Tendermint.fixture(4), seed)
          .nodes
          .forEach(node -> fired.addAll(GoldenTraces.labels(node.trace, RULES)));
    }
    Corners.all().forEach(note -> fired.add(note.rule()));
    Set<String> silent = new LinkedHashSet<>(RULES);
    silent.removeAll(fired);
    assertEquals(Set.of(), silent, "rules that never fired");
  }

  @Test
  @DisplayName("SPEC.md describes every rule, and no other")
  void specification() throws IOException {
    Set<String> described = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("SPEC.md"))) {
      if (line.startsWith("| TM-")) {
        described.add(line.split(" ", -1)[1]);
      }
    }
    assertEquals(new TreeSet<>(RULES), described);
  }
}
