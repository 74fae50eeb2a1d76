package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Hunt;
import io.quorate.consensus.testkit.MutationSuite;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of the lock and of consecutive views are two walls around one garden: a timeout
 * certificate already makes honest leaders build on the highest certificate of a quorum. A schedule
 * that climbs over one of them takes half a dozen views that go wrong in just one way, so these
 * mutants are asked directly, by scripted peers.
 */
final class MutationTest extends MutationSuite {
  @Override
  protected EngineUnderTest engine() {
    return HotStuff.UNDER_TEST;
  }

  @Override
  protected List<Mutant> mutants() {
    return Mutants.all();
  }

  @Override
  protected List<Hunt> hunts() {
    List<Hunt> hunts = new ArrayList<>();
    hunts.add(new Hunt("lock", 1, (engine, seed) -> lock(engine, false)));
    hunts.add(new Hunt("lock after a restart", 1, (engine, seed) -> lock(engine, true)));
    hunts.add(new Hunt("S13 gap in the views", 1, (engine, seed) -> gap(engine)));
    hunts.add(new Hunt("S16 no justification", 1, (engine, seed) -> unjustified(engine)));
    hunts.addAll(super.hunts());
    hunts.add(
        new Hunt(
            "S37 swallowed votes", 1, (engine, seed) -> SwallowTest.check(engine, 4, Set.of(0))));
    return hunts;
  }

  private static Solo solo(EngineUnderTest engine) {
    return new Solo(new Scribe(new Fixture(engine.factory(), 4)), 3);
  }

  /** A block beside the lock, justified no higher than it. */
  private static void lock(EngineUnderTest engine, boolean restart) {
    Solo replica = solo(engine);
    Scribe scribe = replica.scribe;
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    List.of(b1, b2, scribe.block(b2, 3, Payload.EMPTY)).forEach(replica::propose);
    if (restart) {
      replica.restart();
    }
    Block rival = scribe.block(scribe.root(), 4, scribe.fixture.payload(2));
    replica.propose(rival);
    assertFalse(replica.votedFor().contains(rival.hash()), "voted beside the lock");
  }

  private static void gap(EngineUnderTest engine) {
    Solo replica = solo(engine);
    Scribe scribe = replica.scribe;
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b4 = scribe.block(b2, 4, Payload.EMPTY);
    List.of(b1, b2, b4, scribe.block(b4, 5, Payload.EMPTY)).forEach(replica::propose);
    assertEquals(List.of(), replica.commits(), "committed over a gap");
  }

  private static void unjustified(EngineUnderTest engine) {
    Scribe scribe = new Scribe(new Fixture(engine.factory(), 4));
    Block rival = scribe.block(scribe.root(), 3, scribe.fixture.payload(2));
    Proposal bare = new Proposal(rival, scribe.qc(scribe.root()), Optional.empty());
    assertFalse(
        scribe.fixture.verifier().verify(scribe.signed(rival.header().proposer(), bare)).accepted(),
        "took a proposal that nothing justifies");
  }
}
