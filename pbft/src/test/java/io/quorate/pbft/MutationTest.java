package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Hunt;
import io.quorate.consensus.testkit.MutationSuite;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scripted peers that ask directly come first, then a network that makes view changes go wrong,
 * then the shared hunts.
 */
final class MutationTest extends MutationSuite {
  @Override
  protected EngineUnderTest engine() {
    return Pbft.UNDER_TEST;
  }

  @Override
  protected List<Mutant> mutants() {
    return Mutants.all();
  }

  @Override
  protected List<Hunt> hunts() {
    List<Hunt> hunts = new ArrayList<>();
    hunts.add(new Hunt("no quorum of prepares", 1, (engine, seed) -> unprepared(engine)));
    hunts.add(new Hunt("a gap", 1, (engine, seed) -> gap(engine)));
    hunts.add(new Hunt("what a view change reports", 1, (engine, seed) -> reports(engine)));
    hunts.add(new Hunt("highest view", 1, (engine, seed) -> highestView(engine)));
    hunts.add(new Hunt("blocks that do not fit", 1, (engine, seed) -> misfit(engine)));
    hunts.add(new Hunt("S21 S22 forged view changes", 1, (engine, seed) -> forged(engine)));
    hunts.add(new Hunt("half decided", 60, HalfDecided::run));
    hunts.addAll(super.hunts());
    return hunts;
  }

  private static Solo solo(EngineUnderTest engine) {
    return new Solo(new Scribe(new Fixture(engine.factory(), 4)), 3);
  }

  private static void unprepared(EngineUnderTest engine) {
    Solo replica = solo(engine);
    replica.prePrepare(replica.scribe.block(replica.scribe.root(), 1, 1));
    assertEquals(List.of(), replica.committing(), "commit without a quorum's prepares");
  }

  private static void gap(EngineUnderTest engine) {
    Solo replica = solo(engine);
    Block b1 = replica.scribe.block(replica.scribe.root(), 1, 1);
    Block b2 = replica.scribe.block(b1, 1, 2);
    replica.prePrepare(b1);
    replica.prePrepare(b2);
    replica.prepares(1, b2, 0, 2);
    assertEquals(List.of(), replica.committing(), "commit over a gap");
  }

  /** What it sent a commit for is in its view change, also after a restart. */
  private static void reports(EngineUnderTest engine) {
    for (boolean restart : List.of(false, true)) {
      Solo replica = solo(engine);
      Block b1 = replica.scribe.block(replica.scribe.root(), 1, 1);
      replica.prePrepare(b1);
      replica.prepares(1, b1, 0, 2);
      assertEquals(List.of(b1.hash()), replica.committing());
      if (restart) {
        replica.restart();
      }
      replica.waiting();
      replica.expire();
      List<Hash> reported =
          replica.viewChanges().getLast().prepared().stream()
              .map(run -> run.content().subject())
              .toList();
      assertEquals(List.of(b1.hash()), reported, "prepared and not reported");
    }
  }

  private static void highestView(EngineUnderTest engine) {
    Solo replica = solo(engine);
    Scribe scribe = replica.scribe;
    Block low = scribe.block(scribe.root(), 1, 1);
    Block high = scribe.block(scribe.root(), 2, 2);
    replica.fetched(low, high);
    Map<Integer, ViewChange> changes =
        Map.of(
            0, scribe.viewChange(5, scribe.prepared(1, low)),
            1, scribe.viewChange(5, scribe.prepared(2, high)),
            2, scribe.viewChange(5));
    replica.newView(scribe.newView(5, new TreeMap<>(changes)));
    assertEquals(List.of(high.hash()), replica.prepared(), "O is not of the highest view");
  }

  private static void misfit(EngineUnderTest engine) {
    Solo replica = solo(engine);
    Scribe scribe = replica.scribe;
    Block low1 = scribe.block(scribe.root(), 1, 1);
    Block low2 = scribe.block(low1, 1, 2);
    Block high1 = scribe.block(scribe.root(), 2, 3);
    replica.fetched(low1, low2, high1);
    Map<Integer, ViewChange> changes =
        Map.of(
            0, scribe.viewChange(5, scribe.prepared(1, low2)),
            1, scribe.viewChange(5, scribe.prepared(2, high1)),
            2, scribe.viewChange(5));
    replica.newView(scribe.newView(5, new TreeMap<>(changes)));
    Block above = scribe.block(high1, 5, 4);
    replica.prePrepare(above);
    assertEquals(List.of(high1.hash(), above.hash()), replica.prepared(), "O does not end");
  }

  private static void forged(EngineUnderTest engine) {
    Scribe scribe = new Scribe(new Fixture(engine.factory(), 4));
    Block block = scribe.block(scribe.root(), 1, 1);
    ViewChange honest = scribe.viewChange(5);
    ViewChange forged =
        scribe.viewChange(5, scribe.qc(scribe.prepared(1, block).content(), List.of(0, 1)));
    refused(scribe, 1, scribe.newView(5, new TreeMap<>(Map.of(0, honest, 1, honest))));
    refused(scribe, 2, forged);
  }

  private static void refused(Scribe scribe, int sender, EngineMessage message) {
    assertFalse(
        scribe.fixture.verifier().verify(scribe.signed(sender, message)).accepted(),
        "took what nothing proves");
  }
}
