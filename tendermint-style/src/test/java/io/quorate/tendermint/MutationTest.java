package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Hunt;
import io.quorate.consensus.testkit.MutationSuite;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * What only a lock stands against takes a decision that most do not know of: two scripts bring it
 * about, then this engine's hostile swarm, then the shared hunts.
 */
final class MutationTest extends MutationSuite {
  private static final long HALF_DECIDED = 8;
  private static final long SWARM = 20;

  @Override
  protected EngineUnderTest engine() {
    return Tendermint.UNDER_TEST;
  }

  @Override
  protected List<Mutant> mutants() {
    return Mutants.all();
  }

  @Override
  protected List<Hunt> hunts() {
    List<Hunt> hunts = new ArrayList<>();
    hunts.add(new Hunt("earlier polka", 1, (engine, seed) -> earlierPolka(engine.fixture(4))));
    hunts.add(
        new Hunt(
            "S11 S18 half decided",
            HALF_DECIDED,
            (engine, seed) -> HalfDecided.run(engine.fixture(4), (int) seed - 1)));
    hunts.add(
        new Hunt("hostile swarm", SWARM, (engine, seed) -> Swarm.run(engine.fixture(4), seed)));
    hunts.addAll(super.hunts());
    return hunts;
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
}
