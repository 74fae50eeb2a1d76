package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.Findings;
import io.quorate.consensus.testkit.MutationSuite.Mutant;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** One replica among scripted peers that lie as far as their keys go; n = 4. */
final class SafetyTest {
  private final Scribe scribe = new Scribe(Pbft.fixture(4));
  private final Solo replica = new Solo(scribe, 3);
  private final Block a1 = scribe.block(scribe.root(), 1, 1);
  private final Block a2 = scribe.block(a1, 1, 2);
  private final Block a3 = scribe.block(a2, 1, 3);
  private final Block b1 = scribe.block(scribe.root(), 2, 11);
  private final Block b2 = scribe.block(b1, 2, 12);

  private NewView view(long view, ViewChange zero, ViewChange one, ViewChange two) {
    return scribe.newView(view, new TreeMap<>(Map.of(0, zero, 1, one, 2, two)));
  }

  private List<Hash> hashes(Block... blocks) {
    return List.of(blocks).stream().map(Block::hash).toList();
  }

  @Test
  @DisplayName("hundreds of view changes in which those that decided are cut off: one log")
  void halfDecided() {
    long factor = Long.getLong("quorate.swarm.factor", 1);
    for (long seed = 1; seed <= 100 * factor; seed++) {
      HalfDecided.run(Pbft.UNDER_TEST, seed);
    }
  }

  @Test
  @DisplayName("the same network shows what is broken in a view change, without being told where")
  void halfDecidedCatches(TestReporter reporter) {
    for (Mutant mutant : Mutants.ofViewChanges()) {
      long seed = 1;
      while (survives(mutant, seed)) {
        seed++;
        assertTrue(seed <= 200, mutant.name());
      }
      Findings.tell(reporter, "pbft mutant caught by half decided, seed " + seed, mutant.name());
    }
  }

  private static boolean survives(Mutant mutant, long seed) {
    try {
      HalfDecided.run(Pbft.UNDER_TEST.with(mutant.factory()), seed);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  @Test
  @DisplayName("O: the highest view decides at every height, lower views only above it")
  void oneViewAboveAnother() {
    Block c2 = scribe.block(b1, 3, 21);
    replica.fetched(a1, a2, a3, b1, b2, c2);
    replica.newView(
        view(
            5,
            scribe.viewChange(5, scribe.prepared(4, b1), scribe.prepared(3, c2)),
            scribe.viewChange(5, scribe.prepared(2, b2)),
            scribe.viewChange(5, scribe.prepared(1, a3))));
    assertEquals(hashes(b1, c2), replica.prepared(), "b1 of view 4, c2 of view 3, then no fit");
    assertTrue(replica.noted(Rule.TRUNCATE));
  }

  @Test
  @DisplayName("O: of two certificates of the highest view the longer one decides")
  void longestOfAView() {
    replica.fetched(a1, a2, a3, b1);
    replica.newView(
        view(
            5,
            scribe.viewChange(5, scribe.prepared(1, a1)),
            scribe.viewChange(5, scribe.prepared(1, a3)),
            scribe.viewChange(5, scribe.prepared(1, a2))));
    assertEquals(hashes(a1, a2, a3), replica.prepared());
    assertFalse(replica.noted(Rule.TRUNCATE));
  }

  @Test
  @DisplayName("O: what a stale view prepared beside the committed base is left out")
  void besideTheBase() {
    replica.fetched(a1, a2, b1);
    replica.newView(
        view(
            5,
            scribe.viewChange(5, Optional.empty(), Optional.of(scribe.committed(2, b1))),
            scribe.viewChange(5, scribe.prepared(1, a2)),
            scribe.viewChange(5)));
    assertEquals(List.of(b1), replica.commits());
    assertEquals(List.of(), replica.prepared());
    Block next = scribe.block(b1, 5, 31);
    replica.prePrepare(next);
    assertEquals(hashes(next), replica.prepared());
  }

  @Test
  @DisplayName("S22 a new primary puts another block in a place of O: refused, and evidence")
  void otherBlockInO() {
    replica.fetched(a1);
    NewView view =
        view(
            5,
            scribe.viewChange(5, scribe.prepared(1, a1)),
            scribe.viewChange(5),
            scribe.viewChange(5));
    replica.newView(view);
    replica.prepares(5, a1, 1);
    replica.prePrepare(scribe.block(scribe.root(), 5, 41));
    assertEquals(hashes(a1), replica.prepared());
    Equivocation evidence = replica.evidence().getFirst();
    assertEquals(1, evidence.validator());
    assertTrue(evidence.verify(scribe.fixture.epoch).accepted());
  }

  @Test
  @DisplayName("S22 a new primary goes on beside O: nobody prepares, the view is given up")
  void besideO() {
    replica.waiting();
    replica.fetched(a1, b1);
    replica.newView(
        view(
            5,
            scribe.viewChange(5, scribe.prepared(1, a1)),
            scribe.viewChange(5),
            scribe.viewChange(5)));
    replica.prePrepare(scribe.block(b1, 5, 41));
    assertEquals(hashes(a1), replica.prepared());
    assertTrue(replica.noted(Rule.PARENT));
    replica.expire();
    assertEquals(6, replica.viewChanges().getLast().view());
  }

  @Test
  @DisplayName("a primary that opens one view twice: the first counts, evidence, copies count too")
  void twoNewViews() {
    replica.fetched(a1, b1);
    ViewChange none = scribe.viewChange(5);
    NewView one = view(5, scribe.viewChange(5, scribe.prepared(1, a1)), none, none);
    NewView other = view(5, scribe.viewChange(5, scribe.prepared(2, b1)), none, none);
    replica.newView(one);
    replica.receive(scribe.signed(0, new NewViewCopy(other, scribe.signed(1, other).signature())));
    assertEquals(hashes(a1), replica.prepared());
    assertEquals(1, replica.evidence().getFirst().validator());
    assertEquals(Phase.PBFT_NEW_VIEW, replica.evidence().getFirst().first().content().phase());
  }

  @Test
  @DisplayName("two view changes of one validator for one view: evidence")
  void twoViewChanges() {
    replica.receive(scribe.signed(0, scribe.viewChange(5)));
    replica.receive(scribe.signed(0, scribe.viewChange(5)));
    assertEquals(List.of(), replica.evidence(), "said again is not said twice");
    replica.receive(scribe.signed(0, scribe.viewChange(5, scribe.prepared(1, a1))));
    assertEquals(0, replica.evidence().getFirst().validator());
  }

  @Test
  @DisplayName("two prepares, two commits, also before their view is open: evidence, once")
  void twoVotes() {
    for (long view : List.of(1L, 7L)) {
      replica.prepares(view, a1, 0);
      replica.prepares(view, b1, 0);
      replica.prepares(view, b1, 0);
      replica.commits(view, a1, 2);
      replica.commits(view, b1, 2);
    }
    assertEquals(
        List.of(0, 2, 0, 2), replica.evidence().stream().map(Equivocation::validator).toList());
  }

  @Test
  @DisplayName("a block over another parent than the one prepared below it gets no vote")
  void oneChainPerView() {
    Block other = scribe.block(scribe.root(), 1, 51);
    replica.prePrepare(a1);
    replica.prePrepare(scribe.block(other, 1, 52));
    assertEquals(hashes(a1), replica.prepared());
  }

  @Test
  @DisplayName("a run once reported stays reported when a later view prepares less")
  void shorterViewAbove() {
    replica.waiting();
    replica.prePrepare(a1);
    replica.prePrepare(a2);
    replica.prepares(1, a1, 0);
    replica.prepares(1, a2, 0);
    ViewChange none = scribe.viewChange(2);
    replica.newView(view(2, scribe.viewChange(2, scribe.prepared(1, a2)), none, none));
    replica.prepares(2, a1, 0, 2);
    replica.expire();
    ViewChange change = replica.viewChanges().getLast();
    assertEquals(
        List.of(scribe.prepared(2, a1).content(), scribe.prepared(1, a2).content()),
        change.prepared().stream().map(run -> run.content()).toList());
  }

  @Test
  @DisplayName("S8 a quorum commits another block than the one prepared here: that one is fetched")
  void otherBlockDecided() {
    Block other = scribe.block(scribe.root(), 1, 61);
    replica.prePrepare(a1);
    replica.commits(1, other, 0, 1, 2);
    assertEquals(List.of(), replica.commits());
    replica.fetched(other);
    assertEquals(List.of(other), replica.commits());
  }

  @Test
  @DisplayName("a decision commits everything below it, once the blocks are here")
  void decision() {
    replica.receive(scribe.signed(0, new Decision(scribe.committed(1, a3))));
    replica.fetched(a1, a3);
    assertEquals(List.of(), replica.commits());
    replica.fetched(a2);
    assertEquals(List.of(a1, a2, a3), replica.commits());
  }

  @Test
  @DisplayName("S26 restarted in a view: it says the same again and nothing else")
  void restartInView() {
    replica.prePrepare(a1);
    replica.prepares(1, a1, 0);
    replica.restart();
    assertEquals(hashes(a1), replica.prepared());
    assertEquals(hashes(a1), replica.committing());
    replica.prePrepare(scribe.block(scribe.root(), 1, 71));
    assertEquals(hashes(a1), replica.prepared());
  }

  @Test
  @DisplayName("S32 restarted while it asks for a view: the same view change, no vote below")
  void restartInViewChange() {
    replica.waiting();
    replica.prePrepare(a1);
    replica.prepares(1, a1, 0);
    replica.expire();
    ViewChange before = replica.viewChanges().getLast();
    replica.restart();
    assertEquals(List.of(before), replica.viewChanges());
    replica.prePrepare(a2);
    assertEquals(List.of(), replica.prepared());
  }

  @Test
  @DisplayName("S32 restarted after it opened a view: the same new view again")
  void restartAfterNewView() {
    Solo primary = new Solo(scribe, 2);
    primary.receive(scribe.signed(0, scribe.viewChange(2)));
    primary.receive(scribe.signed(3, scribe.viewChange(2)));
    NewView before = primary.said(NewView.class).getFirst();
    primary.restart();
    assertEquals(List.of(before), primary.said(NewView.class));
  }

  @Test
  @DisplayName("two certificates that cannot both be: the replica stops")
  void brokenInvariant() {
    replica.prePrepare(a1);
    replica.prepares(1, a1, 0);
    replica.commits(1, a1, 0, 1);
    replica.fetched(b1, b2);
    assertThrows(
        IllegalStateException.class,
        () -> replica.receive(scribe.signed(0, new Decision(scribe.committed(2, b2)))));
    assertThrows(
        IllegalStateException.class,
        () -> new Solo(scribe, 3).handle(new Event.Started(Optional.empty(), a1, List.of(), 0)));
  }
}
