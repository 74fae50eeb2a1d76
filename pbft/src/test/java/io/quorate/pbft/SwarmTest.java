package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Safety under drawn faults, then the network heals and everything must commit. {@code
 * -Dquorate.swarm=20} runs twenty times as many seeds.
 */
final class SwarmTest {
  private static final int FACTOR = Integer.getInteger("quorate.swarm", 1);

  @ParameterizedTest(name = "n = {0}, {1} seeds")
  @DisplayName("S26 S29 S30 S35 S42 random faults, then the network heals and everything commits")
  @CsvSource({"4, 150", "5, 20", "7, 50"})
  void swarm(int n, int seeds) {
    for (long seed = 1; seed <= (long) seeds * FACTOR; seed++) {
      Swarm.run(Pbft.FACTORY, n, seed);
    }
  }

  @Test
  @DisplayName("the same seed gives the same traces and the same states")
  void deterministic() {
    assertEquals(Swarm.run(Pbft.FACTORY, 4, 77), Swarm.run(Pbft.FACTORY, 4, 77));
  }
}
