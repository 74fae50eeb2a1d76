package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One replica among liars: what it must never do, and what it must remember. */
final class SafetyTest {
  private static final Hash NIL = Hash.ZERO;

  private final Scribe scribe = new Scribe(Tendermint.fixture(4));
  private final Block a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
  private final Block b = scribe.block(scribe.root(), 1, scribe.fixture.payload(2));
  private final Block c = scribe.block(scribe.root(), 2, scribe.fixture.payload(3));
  private final Solo replica = new Solo(scribe, 3);

  @Test
  @DisplayName("S26 amnesia: after a restart the lock holds, and the same words are said again")
  void locksSurvive() {
    replica.propose(a);
    replica.prevotes(0, a.hash(), 0, 1);
    replica.restart();
    assertTrue(replica.noted(Rule.RESTORE));
    assertEquals(a.hash(), replica.prevoted(0).orElseThrow());
    assertEquals(a.hash(), replica.precommitted(0).orElseThrow());
    replica.precommits(0, NIL, 0, 1);
    replica.expire("precommit");
    replica.propose(b);
    assertEquals(NIL, replica.prevoted(1).orElseThrow());
  }

  @Test
  @DisplayName("S26 after a restart no second prevote or precommit in the round")
  void noSecondWord() {
    replica.propose(a);
    replica.restart();
    Block other = scribe.block(scribe.root(), 0, Payload.EMPTY);
    replica.propose(other);
    assertEquals(List.of(a.hash()), subjects(Phase.TENDERMINT_PREVOTE, 0));
    replica.prevotes(0, NIL, 0, 1, 2);
    assertEquals(NIL, replica.precommitted(0).orElseThrow());
    replica.restart();
    replica.prevotes(0, a.hash(), 0, 1);
    assertEquals(List.of(NIL), subjects(Phase.TENDERMINT_PRECOMMIT, 0));
  }

  @Test
  @DisplayName("S26 S31 a proposer that restarts proposes the same block, not another one")
  void proposesTheSame() {
    Solo proposer = new Solo(scribe, 0);
    proposer.handle(
        new Event.PayloadReady(0, scribe.root().hash(), scribe.fixture.payload(1), 2_000));
    Proposal before = proposer.proposals().getFirst();
    proposer.restart();
    assertEquals(List.of(before), proposer.proposals());
    proposer.handle(
        new Event.PayloadReady(0, scribe.root().hash(), scribe.fixture.payload(9), 3_000));
    assertEquals(1, proposer.proposals().size());
  }

  @Test
  @DisplayName("after a restart the valid value is proposed again, with its polka")
  void validValueSurvives() {
    Solo proposer = new Solo(scribe, 1);
    proposer.propose(a);
    proposer.prevotes(0, a.hash(), 0, 2);
    proposer.restart();
    proposer.precommits(0, NIL, 0, 2);
    proposer.expire("precommit");
    Proposal proposal = proposer.proposals().getLast();
    assertEquals(a, proposal.block());
    assertEquals(0, proposal.validRound());
  }

  @Test
  @DisplayName(
      "S18 a polka of an old round that comes last tells what to propose, and locks nothing")
  void latePolka() {
    Solo proposer = new Solo(scribe, 2);
    proposer.receive(scribe.prevote(0, 1, NIL));
    proposer.receive(scribe.prevote(1, 1, NIL));
    proposer.propose(b);
    proposer.receive(
        scribe.fixture.signed(0, new Votes(List.of(), Optional.of(scribe.polka(a, 0)))));
    proposer.handle(new Event.BlockAvailable(a));
    assertTrue(proposer.noted(Rule.VALID));
    proposer.receive(scribe.precommit(0, 2, NIL));
    proposer.receive(scribe.precommit(1, 2, NIL));
    assertEquals(a, proposer.proposals().getLast().block());
    SafetyRecord record = SafetyRecord.decode(proposer.safety.orElseThrow()).orThrow();
    assertTrue(record.locked().isEmpty());
  }

  @Test
  @DisplayName("S8 S10 polka for a block, another one proposed: fetch it, then lock it, never mine")
  void polkaForTheOther() {
    Block other = scribe.block(scribe.root(), 0, Payload.EMPTY);
    replica.propose(a);
    replica.prevotes(0, other.hash(), 0, 1, 2);
    assertTrue(replica.precommitted(0).isEmpty(), "the block is missing");
    assertEquals(other.hash(), replica.all(Effect.FetchBlock.class).getFirst().block());
    replica.handle(new Event.BlockAvailable(other));
    assertEquals(other.hash(), replica.precommitted(0).orElseThrow());
  }

  @Test
  @DisplayName("S7 a polka for a block that the host refuses: no lock, no precommit for it")
  void refusedPolka() {
    replica.validation =
        io.quorate.consensus.Verdict.refuse(
            io.quorate.consensus.Verdict.Reason.APPLICATION_REFUSED, "no");
    replica.propose(a);
    replica.prevotes(0, a.hash(), 0, 1, 2);
    assertTrue(replica.precommitted(0).isEmpty());
    replica.expire("prevote");
    assertEquals(NIL, replica.precommitted(0).orElseThrow());
  }

  @Test
  @DisplayName("a block that does not continue the tip is not prevoted, whatever the host says")
  void wrongParent() {
    Block stray = scribe.block(b, 0, 0, Payload.EMPTY);
    Block bent =
        Block.of(
            stray, scribe.fixture.epoch.chain(), 0, 0, 0, stray.header().timeMillis(), a.payload());
    replica.propose(a);
    replica.receive(scribe.fixture.signed(0, new Decision(scribe.decision(a, 0))));
    Block orphan = scribe.block(b, 0, 1, Payload.EMPTY);
    replica.propose(orphan);
    assertTrue(replica.noted(Rule.REFUSE));
    assertEquals(3, bent.height());
    Hash said = replica.broadcasts(Vote.class).getLast().content().subject();
    assertEquals(NIL, said, "at height 2");
  }

  @Test
  @DisplayName("a step once taken is not taken back: no prevote after the timeout")
  void stepsGoForward() {
    replica.work();
    replica.expire("propose");
    replica.propose(a);
    assertEquals(List.of(NIL), subjects(Phase.TENDERMINT_PREVOTE, 0));
  }

  @Test
  @DisplayName("one decision brings up a replica that missed several heights, in order")
  void decisionOfAChain() {
    Block a2 = scribe.block(a, 0, Payload.EMPTY);
    Block a3 = scribe.block(a2, 4, Payload.EMPTY);
    replica.receive(scribe.fixture.signed(1, new Decision(scribe.decision(a3, 4))));
    assertEquals(a3.hash(), replica.all(Effect.FetchBlock.class).getLast().block());
    replica.handle(new Event.BlockAvailable(a));
    replica.handle(new Event.BlockAvailable(a3));
    assertEquals(List.of(), replica.commits());
    replica.handle(new Event.BlockAvailable(a2));
    assertEquals(List.of(a, a2, a3), replica.commits());
  }

  @Test
  @DisplayName("two decisions that contradict each other stop the process")
  void forkStops() {
    replica.handle(new Event.CommittedElsewhere(a));
    Block b2 = scribe.block(b, 0, Payload.EMPTY);
    replica.receive(scribe.fixture.signed(1, new Decision(scribe.decision(b2, 0))));
    assertThrows(IllegalStateException.class, () -> replica.handle(new Event.BlockAvailable(b2)));
    assertThrows(
        IllegalStateException.class, () -> replica.handle(new Event.CommittedElsewhere(b)));
  }

  @Test
  @DisplayName("a log behind the own words: mute until it is there (a disk put back from a backup)")
  void mute() {
    List<Effect> effects = new ArrayList<>();
    Corners.muted(effects);
    assertTrue(effects.stream().noneMatch(Effect.Broadcast.class::isInstance));
  }

  @Test
  @DisplayName("catch-up moves the height on; old words do not count there")
  void committedElsewhere() {
    replica.propose(a);
    replica.handle(new Event.CommittedElsewhere(a));
    Block next = scribe.block(a, 0, Payload.EMPTY);
    replica.propose(next);
    assertEquals(next.hash(), replica.broadcasts(Vote.class).getLast().content().subject());
    assertEquals(2, replica.broadcasts(Vote.class).getLast().content().height());
  }

  @Test
  @DisplayName("double proposals, prevotes and precommits are evidence, also late and early ones")
  void evidence() {
    Block other = scribe.block(scribe.root(), 0, Payload.EMPTY);
    replica.propose(a);
    replica.propose(other);
    replica.prevotes(0, a.hash(), 1);
    replica.prevotes(0, NIL, 1);
    replica.precommits(0, NIL, 2);
    replica.precommits(0, a.hash(), 2);
    replica.prevotes(5, NIL, 2);
    replica.prevotes(5, a.hash(), 2);
    replica.receive(scribe.vote(1, Phase.TENDERMINT_PRECOMMIT, 2, 0, NIL));
    replica.receive(scribe.vote(1, Phase.TENDERMINT_PRECOMMIT, 2, 0, a.hash()));
    replica.receive(scribe.precommit(0, 0, a.hash()));
    replica.receive(scribe.fixture.signed(1, new Decision(scribe.decision(a, 0))));
    replica.receive(scribe.precommit(0, 0, NIL));
    List<Equivocation> found = replica.evidence();
    assertEquals(List.of(0, 1, 2, 2, 1, 0), found.stream().map(Equivocation::validator).toList());
    found.forEach(each -> assertTrue(each.verify(scribe.fixture.epoch).accepted()));
    replica.prevotes(0, NIL, 1);
    assertEquals(6, replica.evidence().size(), "once each");
  }

  @Test
  @DisplayName("relayed and repeated votes are no evidence")
  void repeatedVotes() {
    replica.propose(a);
    replica.propose(a);
    replica.prevotes(0, a.hash(), 0, 0, 1);
    replica.prevotes(0, a.hash(), 0, 1);
    assertEquals(List.of(), replica.evidence());
    assertEquals(c.height(), b.height());
  }

  private List<Hash> subjects(Phase phase, long round) {
    return replica.broadcasts(Vote.class).stream()
        .map(Vote::content)
        .filter(content -> content.phase() == phase && content.view() == round)
        .map(io.quorate.consensus.VoteContent::subject)
        .distinct()
        .toList();
  }
}
