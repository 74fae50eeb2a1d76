package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One replica among scripted peers that hold every key: what it may never be talked into. */
final class SafetyTest {
  private final Scribe scribe = new Scribe(HotStuff.fixture(4));
  private final Solo replica = new Solo(scribe, 3);

  @Test
  @DisplayName("three certified blocks of consecutive views commit the first (Algorithm 4, update)")
  void commitsThreeChain() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    Block b4 = scribe.block(b3, 4, Payload.EMPTY);
    replica.propose(b1);
    replica.propose(b2);
    replica.propose(b3);
    assertEquals(List.of(), replica.commits());
    replica.propose(b4);
    assertEquals(List.of(b1), replica.commits());
    assertEquals(List.of(b1.hash(), b2.hash(), b3.hash(), b4.hash()), replica.votedFor());
  }

  @Test
  @DisplayName("S13 B1 of view 1, B2 of view 2, B4 of view 4: parent links alone commit nothing")
  void nonConsecutiveViews() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b4 = scribe.block(b2, 4, Payload.EMPTY);
    Block b5 = scribe.block(b4, 5, Payload.EMPTY);
    Block b6 = scribe.block(b5, 6, Payload.EMPTY);
    Block b7 = scribe.block(b6, 7, Payload.EMPTY);
    for (Block block : List.of(b1, b2, b4, b5, b6)) {
      replica.propose(block);
      assertEquals(List.of(), replica.commits(), "after " + block);
    }
    replica.propose(b7);
    assertEquals(List.of(b1, b2, b4), replica.commits());
  }

  @Test
  @DisplayName(
      "S15 one vote per view, whatever the heights; the same height again in a later view is fine")
  void oneVotePerView() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.propose(b1);
    Block again = scribe.block(scribe.root(), 2, scribe.fixture.payload(2));
    replica.propose(again);
    assertEquals(List.of(b1.hash(), again.hash()), replica.votedFor());
    Block other = scribe.block(scribe.root(), 2, scribe.fixture.payload(3));
    replica.propose(other);
    Block higher = scribe.block(b1, 2, scribe.fixture.payload(4));
    replica.propose(higher);
    assertEquals(2, replica.votes().size());
  }

  @Test
  @DisplayName("safeNode: a block beside the lock, justified no higher than it, gets no vote")
  void lockedOut() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    replica.propose(b1);
    replica.propose(b2);
    replica.propose(b3);
    Block rival = scribe.block(scribe.root(), 4, scribe.fixture.payload(2));
    replica.propose(rival);
    assertFalse(replica.votedFor().contains(rival.hash()));
    assertTrue(replica.noted(Rule.UNSAFE));
  }

  @Test
  @DisplayName(
      "safeNode: a block beside the lock but justified above it gets the vote (liveness rule)")
  void unlocks() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    replica.propose(b1);
    replica.propose(b2);
    replica.propose(b3);
    Block rival = scribe.block(scribe.root(), 4, scribe.fixture.payload(2));
    replica.propose(rival);
    Block above = scribe.block(rival, 5, Payload.EMPTY);
    replica.propose(above);
    assertTrue(replica.votedFor().contains(above.hash()));
  }

  @Test
  @DisplayName("S16 a proposal cannot go round the lock by an older certificate or none")
  void justifyMissing() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block rival = scribe.block(scribe.root(), 3, scribe.fixture.payload(2));
    SignedMessage bare =
        scribe.signed(
            rival.header().proposer(),
            new Proposal(rival, scribe.qc(scribe.root()), Optional.empty()));
    Verdict verdict = new HotStuffFactory().verifier(scribe.fixture.epoch, tx -> true).verify(bare);
    assertFalse(verdict.accepted());
    SignedMessage stale =
        scribe.signed(
            rival.header().proposer(),
            new Proposal(
                rival, scribe.qc(scribe.root()), Optional.of(scribe.tc(2, scribe.qc(b1)))));
    assertFalse(
        new HotStuffFactory().verifier(scribe.fixture.epoch, tx -> true).verify(stale).accepted());
  }

  @Test
  @DisplayName("S17 fewer timeouts than a quorum never end a view, and one alone moves nobody")
  void noEmergencyAdvance() {
    replica.receive(scribe.timeout(0, 1, scribe.qc(scribe.root())));
    assertEquals(1, replica.view());
    assertEquals(List.of(), replica.timeouts());
    replica.receive(scribe.timeout(1, 1, scribe.qc(scribe.root())));
    assertEquals(1, replica.timeouts().size(), "a weak quorum is joined");
    assertTrue(replica.noted(Rule.JOIN));
    assertEquals(2, replica.view(), "three timeouts with its own are a quorum");
    assertTrue(replica.noted(Rule.TC));
  }

  @Test
  @DisplayName("a replica joins f + 1 others in the highest view that they are at or above")
  void joinsHigherView() {
    replica.receive(scribe.timeout(0, 9, scribe.qc(scribe.root())));
    assertEquals(1, replica.view());
    replica.receive(scribe.timeout(1, 7, scribe.qc(scribe.root())));
    assertEquals(7, replica.view());
    assertEquals(7, replica.timeouts().getLast().view());
  }

  @Test
  @DisplayName("no vote in a view that was given up")
  void noVoteAfterTimeout() {
    replica.handle(new Event.WorkPending(Optional.of(Hash.ZERO)));
    replica.expire();
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.propose(b1);
    assertEquals(List.of(), replica.votes());
  }

  @Test
  @DisplayName("no vote for a block that is not of its leader")
  void wrongLeader() {
    Block b1 = scribe.block(scribe.root(), 1, 2, scribe.fixture.payload(1));
    replica.propose(b1);
    assertEquals(List.of(), replica.votes());
    assertTrue(replica.noted(Rule.LEADER));
  }

  @Test
  @DisplayName(
      "never vote above an unknown block; fetch it, and vote when its ancestors came, in any order")
  void missingAncestors() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    replica.propose(b3);
    assertEquals(List.of(), replica.votes());
    Effect.FetchBlock fetch = replica.all(Effect.FetchBlock.class).getLast();
    assertEquals(b2.hash(), fetch.block());
    assertEquals(0, fetch.aboveHeight());
    assertEquals(List.of(0, 1, 2), fetch.from());
    replica.handle(new Event.BlockAvailable(b2));
    assertEquals(List.of(), replica.votes());
    replica.handle(new Event.BlockAvailable(b1));
    assertEquals(List.of(b3.hash()), replica.votedFor());
  }

  @Test
  @DisplayName("a missing block is asked for again at every expiry")
  void fetchAgain() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    replica.propose(b2);
    assertEquals(1, replica.all(Effect.FetchBlock.class).size());
    replica.expire();
    assertEquals(2, replica.all(Effect.FetchBlock.class).size());
  }

  @Test
  @DisplayName("S38 a block that the host refuses gets no vote, and the view's timer runs")
  void refusedByHost() {
    replica.validation = Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
    replica.propose(scribe.block(scribe.root(), 1, scribe.fixture.payload(1)));
    assertEquals(List.of(), replica.votes());
    assertTrue(replica.noted(Rule.REFUSE));
    assertTrue(replica.timer().isPresent());
    replica.timeUp();
    assertEquals(1, replica.timeouts().size());
    assertEquals(List.of(), replica.told(), "there is no vote to tell");
  }

  @Test
  @DisplayName("a vote on height k waits until k - Δ is executed; an empty block does not")
  void executionLag() {
    int lag = scribe.fixture.epoch.parameters().executionLag();
    Block at = scribe.root();
    for (int view = 1; view <= lag + 2; view++) {
      at = scribe.block(at, view, scribe.fixture.payload(view));
      replica.propose(at);
    }
    assertEquals(lag, replica.votes().size());
    assertTrue(replica.noted(Rule.LAG));
    replica.handle(new Event.HeightExecuted(1));
    assertEquals(lag, replica.votes().size(), "that view is over");
    replica.handle(new Event.HeightExecuted(2));
    assertEquals(at.hash(), replica.votedFor().getLast());
    Block payload = scribe.block(at, lag + 3, scribe.fixture.payload(99));
    replica.propose(payload);
    assertEquals(at.hash(), replica.votedFor().getLast());
    replica.propose(scribe.block(payload, lag + 4, Payload.EMPTY));
    assertEquals(lag + 4, replica.votes().getLast().view());
  }

  @Test
  @DisplayName("votes that come in timeouts make the certificate, at every replica")
  void votesInTimeouts() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.propose(b1);
    replica.receive(scribe.timeout(0, 1, scribe.qc(scribe.root()), scribe.vote(0, b1)));
    assertEquals(1, replica.view());
    replica.receive(scribe.timeout(1, 1, scribe.qc(scribe.root()), scribe.vote(1, b1)));
    assertEquals(2, replica.view());
    assertTrue(replica.noted(Rule.QC));
    assertFalse(replica.noted(Rule.VIEW_TC), "a QC is preferred to a TC");
  }

  @Test
  @DisplayName("S10 two proposals or two votes of one validator in one view are evidence, once")
  void equivocation() {
    Block a = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b = scribe.block(scribe.root(), 1, scribe.fixture.payload(2));
    Block c = scribe.block(scribe.root(), 1, scribe.fixture.payload(3));
    replica.propose(a);
    replica.propose(b);
    replica.propose(c);
    assertEquals(1, replica.evidence().size());
    assertEquals(1, replica.evidence().getFirst().validator());
    assertTrue(replica.evidence().getFirst().verify(scribe.fixture.epoch).accepted());
    replica.receive(scribe.voteMessage(2, a));
    replica.receive(scribe.voteMessage(2, b));
    replica.receive(scribe.voteMessage(2, c));
    assertEquals(2, replica.evidence().size());
    assertEquals(2, replica.evidence().getLast().validator());
    assertEquals(1, replica.votes().size());
  }

  @Test
  @DisplayName("two committed chains are a broken invariant: the process stops")
  void conflictStops() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block rival = scribe.block(scribe.root(), 1, scribe.fixture.payload(2));
    replica.handle(new Event.CommittedElsewhere(b1));
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class, () -> replica.handle(new Event.CommittedElsewhere(rival)));
  }

  @Test
  @DisplayName(
      "catch-up moves the root; the engine goes on from there and commits each height once")
  void catchUp() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    Block b4 = scribe.block(b3, 4, Payload.EMPTY);
    Block b5 = scribe.block(b4, 5, Payload.EMPTY);
    replica.handle(new Event.CommittedElsewhere(b1));
    replica.handle(new Event.CommittedElsewhere(b2));
    assertTrue(replica.noted(Rule.ELSEWHERE));
    replica.propose(b3);
    replica.propose(b4);
    replica.propose(b5);
    assertEquals(List.of(), replica.commits());
    replica.propose(scribe.block(b5, 6, Payload.EMPTY));
    assertEquals(List.of(b3), replica.commits());
  }

  @Test
  @DisplayName(
      "catch-up overtakes a proposal that waits for execution: it gets no vote, and nothing breaks")
  void overtakenProposal() {
    List<Block> chain = new ArrayList<>();
    Block at = scribe.root();
    for (int view = 1; view <= scribe.fixture.epoch.parameters().executionLag() + 1; view++) {
      at = scribe.block(at, view, scribe.fixture.payload(view));
      chain.add(at);
      replica.propose(at);
    }
    int votes = replica.votes().size();
    assertEquals(chain.size() - 1, votes, "the last one waits");
    chain.forEach(block -> replica.handle(new Event.CommittedElsewhere(block)));
    replica.handle(new Event.HeightExecuted(1));
    assertEquals(votes, replica.votes().size());
    Block next = scribe.block(at, at.view() + 1, Payload.EMPTY);
    replica.propose(next);
    assertEquals(next.hash(), replica.votedFor().getLast(), "it goes on above");
  }

  @Test
  @DisplayName(
      "a certificate far above the root is left to catch-up first, and fetched when that brings nothing")
  void farCertificate() {
    Block at = scribe.root();
    int far = 2 * scribe.fixture.epoch.parameters().executionLag() + 2;
    for (int view = 1; view <= far; view++) {
      at = scribe.block(at, view, Payload.EMPTY);
    }
    replica.propose(at);
    assertTrue(replica.noted(Rule.FAR));
    assertEquals(0, replica.all(Effect.FetchBlock.class).size());
    replica.expire();
    assertEquals(1, replica.all(Effect.FetchBlock.class).size());
  }

  @Test
  @DisplayName("S26 S31 a restarted replica says its last vote again, and no other in that view")
  void restartedVoter() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.propose(b1);
    var before = replica.votes();
    replica.restart();
    assertEquals(before, replica.votes());
    replica.propose(scribe.block(scribe.root(), 1, scribe.fixture.payload(2)));
    assertEquals(before, replica.votes());
    assertTrue(replica.noted(Rule.RESTORE));
    replica.timeUp();
    assertEquals(before.getFirst(), replica.timeouts().getLast().vote().orElseThrow().content());
  }

  @Test
  @DisplayName(
      "the vote of an overdue view goes to all, one cast later at once, and none thereafter")
  void overdue() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, scribe.fixture.payload(2));
    replica.propose(b1);
    assertEquals(List.of(), replica.told());
    replica.expire();
    assertEquals(replica.votes(), replica.told());
    replica.handle(new Event.WorkPending(Optional.of(b2.hash())));
    replica.receive(scribe.signed(0, new Sync(scribe.qc(b1), Optional.empty())));
    assertEquals(2, replica.view());
    replica.expire();
    assertEquals(1, replica.told().size(), "no vote in view 2 so far");
    replica.propose(b2);
    assertEquals(1, replica.votes().size(), "to nobody alone");
    assertEquals(b2.hash(), replica.told().getLast().subject());
    replica.expire();
    assertEquals(2, replica.told().size());
    assertEquals(2, replica.timeouts().getLast().view());
  }

  @Test
  @DisplayName("S26 a restarted replica keeps lock, certificates and the view it gave up")
  void restartedLock() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    Block b3 = scribe.block(b2, 3, Payload.EMPTY);
    replica.propose(b1);
    replica.propose(b2);
    replica.propose(b3);
    replica.timeUp();
    replica.restart();
    assertEquals(3, replica.view());
    Block rival = scribe.block(scribe.root(), 4, scribe.fixture.payload(2));
    replica.propose(rival);
    assertTrue(replica.noted(Rule.UNSAFE));
    assertFalse(replica.votedFor().contains(rival.hash()));
  }

  @Test
  @DisplayName("a late proposal joins the tree without a vote, and serves as an ancestor")
  void lateProposal() {
    Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    Block b2 = scribe.block(b1, 2, Payload.EMPTY);
    replica.propose(b2);
    replica.propose(b1);
    assertEquals(List.of(), replica.votedFor().stream().filter(b1.hash()::equals).toList());
    replica.handle(new Event.BlockAvailable(b1));
    assertEquals(List.of(b2.hash()), replica.votedFor());
  }

  @Test
  @DisplayName("the first event is Started, and it comes once")
  void startedOnce() {
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class,
        () -> replica.handle(new Event.Started(Optional.empty(), scribe.root(), List.of(), 0)));
    assertEquals(List.of(), replica.votes().stream().map(Vote::new).toList());
  }
}
