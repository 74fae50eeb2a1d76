package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Review: runs, timers, places. */
final class CrowdedRunsTest {
  private static final long[] VIEWS = {1, 2, 3, 5, 6, 7};
  private final Scribe scribe = new Scribe(FIXTURE());
  private final List<Block> chain = new ArrayList<>();

  private static io.quorate.consensus.testkit.Fixture FIXTURE() {
    return new io.quorate.consensus.testkit.Fixture(
        new PbftFactory(),
        io.quorate.consensus.testkit.Fixture.weighted(new PbftFactory(), 1, 1, 1, 1).scheme,
        new io.quorate.consensus.ChainParameters(
            64 << 10, 1 << 20, 5_000, 100_000, 16, 1_000, 8_000, 10_000),
        1,
        1,
        1,
        1);
  }

  private void chain(int length) {
    Block at = scribe.root();
    for (int i = 1; i <= length; i++) {
      at = scribe.block(at, 1, i);
      chain.add(at);
    }
  }

  private NewView open(long view, QuorumCertificate... certificates) {
    Map<Integer, ViewChange> changes = new TreeMap<>();
    changes.put(1, scribe.viewChange(view, certificates));
    changes.put(2, scribe.viewChange(view));
    changes.put(3, scribe.viewChange(view));
    return scribe.newView(view, changes);
  }

  private void certify(Solo solo, long view, List<Block> blocks) {
    for (Block block : blocks) {
      solo.prepares(view, block, 2, 3);
      if (scribe.primary(view) == 1 && view == 1) {
        continue;
      }
      solo.prepares(view, block, 1);
    }
  }

  /** Six views, each prepares one height less: runs (7,lowest) ... (1,lowest + 5). */
  private Solo sixRuns(int lowest) {
    chain(lowest + 5);
    Solo solo = new Solo(scribe, 0);
    for (Block block : chain) {
      solo.prePrepare(block);
    }
    certify(solo, 1, chain);
    for (int i = 1; i < VIEWS.length; i++) {
      solo.newView(open(VIEWS[i], scribe.prepared(1, chain.getLast())));
      certify(solo, VIEWS[i], chain.subList(0, chain.size() - i));
    }
    return solo;
  }

  @Test
  void runsOfOneViewTwice() {
    Solo solo = sixRuns(2);
    solo.newView(open(9, scribe.prepared(1, chain.getLast())));
    certify(solo, 9, chain.subList(0, 3));
    solo.prepares(9, chain.get(3), 2);
    assertTrue(solo.noted(Rule.CROWDED));
    solo.waiting();
    solo.expire();
    ViewChange own = solo.viewChanges().getLast();
    System.out.println(
        own.prepared().stream()
            .map(QuorumCertificate::content)
            .map(c -> c.view() + "@" + c.height())
            .toList());
    assertEquals(
        "accepted",
        scribe.fixture.verifier().verify(scribe.signed(0, own)).accepted()
            ? "accepted"
            : scribe.fixture.verifier().verify(scribe.signed(0, own)).toString());
  }

  @Test
  void crowdedForEver() {
    Solo solo = sixRuns(5);
    solo.newView(open(9));
    List<Block> fork = new ArrayList<>();
    Block at = scribe.root();
    for (int i = 0; i < Proposer.IN_FLIGHT; i++) {
      at = scribe.block(at, 9, 50 + i);
      fork.add(at);
      solo.prePrepare(at);
    }
    certify(solo, 9, fork);
    System.out.println(solo.stateHash());
    int views = 0;
    for (long view : new long[] {10, 11, 13, 14, 15, 17, 18, 19}) {
      solo.waiting();
      solo.expire();
      ViewChange own = solo.viewChanges().getLast();
      Map<Integer, ViewChange> changes = new TreeMap<>();
      changes.put(0, viewChangeFor(own, view));
      changes.put(1, scribe.viewChange(view, scribe.prepared(9, fork.getLast())));
      changes.put(2, scribe.viewChange(view, scribe.prepared(9, fork.getLast())));
      solo.newView(scribe.newView(view, changes));
      certify(solo, view, fork);
      views++;
      System.out.println(
          view
              + " "
              + own.prepared().stream()
                  .map(QuorumCertificate::content)
                  .map(c -> c.view() + "@" + c.height())
                  .toList());
    }
    assertEquals(8, views);
    long forkCommits =
        solo.said(Commit.class).stream()
            .filter(c -> c.content().subject().equals(fork.getFirst().hash()))
            .count();
    assertTrue(forkCommits > 0, "crowded in every view: it commits nothing");
  }

  private ViewChange viewChangeFor(ViewChange own, long view) {
    return new ViewChange(
        own.chain(), own.epoch(), view, own.stable(), own.decided(), own.prepared());
  }

  @Test
  void staleResendExpiryIsNoNewViewExpiry() {
    Solo solo = new Solo(scribe, 0).waiting();
    solo.expire();
    TimerId resend = solo.timer().orElseThrow();
    // The expiry of the resend timer is queued at the host; these two come first.
    solo.receive(scribe.signed(1, scribe.viewChange(2)));
    solo.receive(scribe.signed(3, scribe.viewChange(2)));
    assertEquals(2, solo.view());
    solo.handle(new Event.TimerExpired(resend));
    assertEquals(2, solo.view(), "left view 2 before its primary had any time");
  }

  @Test
  void equivocatedPlaceDoesNotBarTheNext() {
    Solo solo = new Solo(scribe, 0);
    Block x = scribe.block(scribe.root(), 1, 1);
    Block y = scribe.block(scribe.root(), 1, 2);
    solo.prePrepare(x);
    solo.fetched(y);
    solo.commits(1, y, 1, 2, 3);
    assertEquals(List.of(y), solo.commits());
    Block next = scribe.block(y, 1, 3);
    solo.prePrepare(next);
    assertTrue(solo.prepared().contains(next.hash()), "never prepares again in this view");
    assertFalse(solo.noted(Rule.REFUSE));
  }
}
