package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.testkit.Fixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every broken rule is caught by the same swarm that the real engine passes. */
final class MutantsTest {
  /** When the known seed does not show it any more, one of the first so many has to. */
  private static final int SEEDS = 600;

  @ParameterizedTest
  @EnumSource(Mutants.class)
  void caught(Mutants mutant) {
    Swarm.run(Tendermint.fixture(4), mutant.seed);
    boolean caught = catches(mutant, mutant.seed);
    for (long seed = 1; seed <= SEEDS && !caught; seed++) {
      caught = catches(mutant, seed);
    }
    assertTrue(caught, () -> mutant + " passes " + SEEDS + " seeds");
  }

  private static boolean catches(Mutants mutant, long seed) {
    try {
      Swarm.run(new Fixture(mutant.factory(), 4), seed);
      return false;
    } catch (AssertionError _) {
      return true;
    }
  }
}
