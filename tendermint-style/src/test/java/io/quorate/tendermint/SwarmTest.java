package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Safety under drawn faults, then the network heals and everything must commit. */
final class SwarmTest {
  /** Multiplies the seeds, for a long run. */
  private static final int FACTOR = Integer.getInteger("quorate.swarmFactor", 1);

  @ParameterizedTest(name = "n = {0}, {1} seeds")
  @DisplayName("S10 S19 S26 S29 S35 S42 random faults and lies, then everything commits")
  @CsvSource({"1, 20", "4, 200", "5, 20", "7, 60"})
  void swarm(int n, int seeds) {
    for (long seed = 1; seed <= (long) seeds * FACTOR; seed++) {
      Swarm.run(Tendermint.fixture(n), seed);
    }
  }

  @Test
  @DisplayName("the same seed gives the same traces and the same states")
  void deterministic() {
    assertEquals(fingerprint(77), fingerprint(77));
  }

  private static List<String> fingerprint(long seed) {
    Cluster cluster = Swarm.run(Tendermint.fixture(4), seed);
    List<String> result = new ArrayList<>();
    for (Node node : cluster.nodes) {
      result.addAll(node.trace);
      result.add(node.engine.orElseThrow().stateHash().toHex());
    }
    return result;
  }
}
