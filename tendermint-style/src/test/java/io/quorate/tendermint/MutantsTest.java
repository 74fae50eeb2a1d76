package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every broken rule is caught where the real engine passes. */
final class MutantsTest {
  /** When the known seed does not show it any more, one of the first so many has to. */
  private static final int SEEDS = 200;

  @Test
  @DisplayName("S11 S18 one decided, one locked and restarted, one unaware: the lock holds")
  void honest() {
    for (int seed = 0; seed < 8; seed++) {
      HalfDecided.run(Tendermint.fixture(4), seed);
    }
    earlierPolka(Tendermint.fixture(4));
  }

  /** Locked in round 1, shown a polka of round 0 in round 2. */
  private static void earlierPolka(Fixture fixture) {
    Scribe scribe = new Scribe(fixture);
    Solo replica = new Solo(scribe, 3);
    Block a = scribe.block(scribe.root(), 0, fixture.payload(1));
    Block b = scribe.block(scribe.root(), 1, fixture.payload(2));
    replica.precommits(1, Hash.ZERO, 0, 2);
    replica.propose(b);
    replica.prevotes(1, b.hash(), 1, 0);
    replica.expire("precommit");
    replica.receive(scribe.again(a, 2, 0));
    assertEquals(Hash.ZERO, replica.prevoted(2).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Mutants.class)
  @DisplayName("a broken rule is caught by the named seed, or by one of the first ones")
  void caught(Mutants mutant) {
    boolean caught = mutant.seed > 0 && catches(mutant.seed, swarm(mutant));
    for (long seed = 0; seed < 8 && !caught; seed++) {
      caught = catches(seed, at -> HalfDecided.run(fixture(mutant), (int) at));
    }
    caught = caught || catches(0, _ -> earlierPolka(fixture(mutant)));
    for (long seed = 1; seed <= SEEDS && !caught; seed++) {
      caught = catches(seed, swarm(mutant));
    }
    assertTrue(caught, () -> mutant + " passes everything");
  }

  private static LongConsumer swarm(Mutants mutant) {
    return seed -> Swarm.run(fixture(mutant), seed);
  }

  private static Fixture fixture(Mutants mutant) {
    return new Fixture(mutant.factory(), 4);
  }

  private static boolean catches(long seed, LongConsumer search) {
    try {
      search.accept(seed);
      return false;
    } catch (AssertionError | RuntimeException _) {
      return true;
    }
  }
}
