package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One test for each line, or group of lines, of algorithm 1 of arXiv 1807.04938, on one real
 * replica. With four equal validators, validator r proposes in round r of height 1.
 */
final class PaperTest {
  private static final Hash NIL = Hash.ZERO;

  private final Scribe scribe = new Scribe(Tendermint.fixture(4));
  private final Block a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
  private final Block b = scribe.block(scribe.root(), 1, scribe.fixture.payload(2));
  private final Solo p = new Solo(scribe, 3);

  /** The replica locks {@code a} in round 0, and round 1 starts. */
  private void lockA() {
    p.propose(a);
    p.prevotes(0, a.hash(), 0, 1);
    assertEquals(a.hash(), p.precommitted(0).orElseThrow());
    p.precommits(0, NIL, 0, 1);
    p.expire("precommit");
    assertEquals(1, p.view());
  }

  @Test
  @DisplayName("10: upon start do StartRound(0)")
  void starts() {
    assertEquals(0, p.view());
    assertTrue(p.noted(Rule.L11));
  }

  @Test
  @DisplayName("14, 17 to 19: if proposer(h, round) = p: proposal ← getValue(); broadcast")
  void proposes() {
    Solo proposer = new Solo(scribe, 0);
    Effect.RequestPayload request = proposer.all(Effect.RequestPayload.class).getLast();
    assertEquals(0, request.view());
    assertEquals(scribe.root(), request.parent());
    assertEquals(Effect.Demand.WORK, request.demand());
    proposer.handle(
        new Event.PayloadReady(0, scribe.root().hash(), scribe.fixture.payload(1), 2_000));
    Proposal proposal = proposer.proposals().getFirst();
    assertEquals(-1, proposal.validRound());
    assertEquals(proposal.block().hash(), proposer.prevoted(0).orElseThrow());
  }

  @Test
  @DisplayName("15, 16, 19: if validValue ≠ nil then proposal ← validValue, with validRound")
  void proposesValidValue() {
    Solo proposer = new Solo(scribe, 1);
    proposer.propose(a);
    proposer.prevotes(0, a.hash(), 0, 2);
    proposer.precommits(0, NIL, 0, 2);
    proposer.expire("precommit");
    Proposal proposal = proposer.proposals().getFirst();
    assertEquals(1, proposal.round());
    assertEquals(0, proposal.validRound());
    assertEquals(a, proposal.block(), "the header is that of its first proposal");
    assertTrue(scribe.fixture.verifier().verify(scribe.fixture.signed(1, proposal)).accepted());
  }

  @Test
  @DisplayName("21: else schedule OnTimeoutPropose(h, round) to be executed after timeoutPropose")
  void schedulesPropose() {
    assertFalse(p.scheduled("propose", 0), "nothing waits");
    p.work();
    assertTrue(p.scheduled("propose", 0));
  }

  @Test
  @DisplayName("22 to 24: valid(v) ∧ (lockedRound = −1 ∨ lockedValue = v): prevote id(v)")
  void prevotes() {
    p.propose(a);
    assertEquals(a.hash(), p.prevoted(0).orElseThrow());
  }

  @Test
  @DisplayName("22: ⟨PROPOSAL⟩ from proposer(h, round), and from nobody else")
  void onlyTheProposer() {
    Block stranger = scribe.block(scribe.root(), 0, 2, scribe.fixture.payload(9));
    p.propose(stranger);
    assertTrue(p.prevoted(0).isEmpty());
    assertTrue(p.noted(Rule.LEADER));
    p.propose(a);
    assertEquals(a.hash(), p.prevoted(0).orElseThrow(), "it does not keep the proposer's out");
  }

  @Test
  @DisplayName("23, 25, 26: else prevote nil: the value is not valid")
  void prevotesNilForInvalid() {
    p.validation = Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no");
    p.propose(a);
    assertEquals(NIL, p.prevoted(0).orElseThrow());
  }

  @Test
  @DisplayName("23, 25, 26: else prevote nil: the replica is locked on another value")
  void prevotesNilWhenLocked() {
    lockA();
    p.propose(b);
    assertEquals(NIL, p.prevoted(1).orElseThrow());
  }

  @Test
  @DisplayName("28 to 30: lockedRound ≤ vr: prevote the value of a later polka")
  void followsLaterPolka() {
    lockA();
    p.receive(scribe.prevote(0, 2, NIL));
    p.receive(scribe.prevote(1, 2, NIL));
    assertEquals(2, p.view());
    p.receive(scribe.again(b, 2, 1));
    assertEquals(b.hash(), p.prevoted(2).orElseThrow(), "locked in 0, the polka is of 1");
  }

  @Test
  @DisplayName("29, 31, 32: lockedRound > vr and another value: prevote nil")
  void refusesEarlierPolka() {
    p.receive(scribe.precommit(0, 1, NIL));
    p.receive(scribe.precommit(2, 1, NIL));
    p.propose(b);
    p.prevotes(1, b.hash(), 1, 0);
    assertEquals(b.hash(), p.precommitted(1).orElseThrow());
    p.expire("precommit");
    p.receive(scribe.again(a, 2, 0));
    assertEquals(NIL, p.prevoted(2).orElseThrow(), "locked in 1, the polka is of 0");
  }

  @Test
  @DisplayName("28: the prevotes are for this value, in round vr")
  void polkaOfTheProposal() {
    HonestDuties duties = new HonestDuties();
    assertTrue(duties.certifies(scribe.polka(a, 2), a.hash(), 2));
    assertFalse(duties.certifies(scribe.polka(a, 2), b.hash(), 2));
    assertFalse(duties.certifies(scribe.polka(a, 2), a.hash(), 1));
  }

  @Test
  @DisplayName("34, 35: 2f + 1 prevotes, whatever they say: timeoutPrevote, for the first time")
  void anyPrevotes() {
    p.propose(a);
    p.prevotes(0, NIL, 0);
    assertFalse(p.scheduled("prevote", 0));
    p.prevotes(0, b.hash(), 1);
    assertTrue(p.scheduled("prevote", 0));
    long before = p.all(Effect.StartTimer.class).size();
    p.prevotes(0, NIL, 2);
    assertEquals(before, p.all(Effect.StartTimer.class).size());
  }

  @Test
  @DisplayName("36 to 41: polka in step prevote: lock, precommit id(v)")
  void locks() {
    p.propose(a);
    p.prevotes(0, a.hash(), 0);
    assertTrue(p.precommitted(0).isEmpty(), "two are no quorum");
    p.prevotes(0, a.hash(), 1);
    assertEquals(a.hash(), p.precommitted(0).orElseThrow());
    SafetyRecord record = SafetyRecord.decode(p.safety.orElseThrow()).orThrow();
    assertEquals(Optional.of(new RoundValue(0, a.hash())), record.locked());
    assertEquals(Optional.of(new RoundValue(0, a.hash())), record.valid());
  }

  @Test
  @DisplayName("42, 43: polka after the precommit: valid value and round, no lock")
  void validAfterPrecommit() {
    p.propose(a);
    p.prevotes(0, a.hash(), 0);
    p.prevotes(0, NIL, 1);
    p.expire("prevote");
    assertEquals(NIL, p.precommitted(0).orElseThrow());
    p.prevotes(0, a.hash(), 2);
    assertTrue(p.noted(Rule.L36));
    p.precommits(0, NIL, 0, 1);
    p.expire("precommit");
    p.propose(b);
    assertEquals(b.hash(), p.prevoted(1).orElseThrow(), "not locked");
    SafetyRecord record = SafetyRecord.decode(p.safety.orElseThrow()).orThrow();
    assertEquals(Optional.of(new RoundValue(0, a.hash())), record.valid());
    assertTrue(record.locked().isEmpty());
  }

  @Test
  @DisplayName("44 to 46: 2f + 1 prevotes for nil in step prevote: precommit nil")
  void nilPolka() {
    p.propose(a);
    p.prevotes(0, NIL, 0, 1, 2);
    assertEquals(NIL, p.precommitted(0).orElseThrow());
  }

  @Test
  @DisplayName("47, 48: 2f + 1 precommits, whatever they say, for the first time: timeoutPrecommit")
  void anyPrecommits() {
    p.precommits(0, NIL, 0);
    p.precommits(0, a.hash(), 1);
    assertFalse(p.scheduled("precommit", 0));
    p.precommits(0, b.hash(), 2);
    assertTrue(p.scheduled("precommit", 0));
  }

  @Test
  @DisplayName("49 to 54: 2f + 1 precommits for id(v) in any round: decide, h + 1, StartRound(0)")
  void decides() {
    p.propose(a);
    p.prevotes(0, NIL, 0, 1, 2);
    p.precommits(0, NIL, 0, 1);
    assertEquals(1, p.view());
    p.precommits(0, a.hash(), 2);
    p.handle(new Event.MessageReceived(scribe.precommit(0, 0, a.hash())));
    assertEquals(List.of(), p.commits(), "a second vote of one validator does not count");
    p.receive(scribe.fixture.signed(0, new Decision(scribe.decision(a, 0))));
    assertEquals(List.of(a), p.commits());
    assertEquals(0, p.view());
    assertEquals(0, p.all(Effect.Commit.class).getFirst().proof().content().view());
  }

  @Test
  @DisplayName("49: the decided value is fetched where its proposal did not come")
  void fetchesDecided() {
    p.precommits(0, a.hash(), 0, 1, 2);
    assertEquals(List.of(), p.commits());
    Effect.FetchBlock fetch = p.all(Effect.FetchBlock.class).getFirst();
    assertEquals(a.hash(), fetch.block());
    assertEquals(List.of(0, 1, 2), fetch.from());
    p.handle(new Event.BlockAvailable(b));
    assertEquals(List.of(), p.commits(), "another block");
    p.handle(new Event.BlockAvailable(a));
    assertEquals(List.of(a), p.commits());
  }

  @Test
  @DisplayName("S17 55, 56: f + 1 messages with round > own: StartRound(round)")
  void skips() {
    p.receive(scribe.prevote(0, 7, NIL));
    assertEquals(0, p.view(), "one may lie");
    p.receive(scribe.precommit(1, 7, NIL));
    assertEquals(7, p.view());
  }

  @Test
  @DisplayName("57 to 60: OnTimeoutPropose: prevote nil, in step propose")
  void timeoutPropose() {
    p.work();
    p.expire("propose");
    assertEquals(NIL, p.prevoted(0).orElseThrow());
  }

  @Test
  @DisplayName("61 to 64: OnTimeoutPrevote: precommit nil, in step prevote")
  void timeoutPrevote() {
    p.propose(a);
    p.prevotes(0, NIL, 0);
    p.prevotes(0, b.hash(), 1);
    p.expire("prevote");
    assertEquals(NIL, p.precommitted(0).orElseThrow());
  }

  @Test
  @DisplayName("65 to 67: OnTimeoutPrecommit: StartRound(round + 1)")
  void timeoutPrecommit() {
    p.precommits(0, NIL, 0);
    p.precommits(0, a.hash(), 1, 2);
    p.expire("precommit");
    assertEquals(1, p.view());
  }

  @Test
  @DisplayName("58, 62, 66: a timeout of another round does nothing")
  void staleTimeouts() {
    p.work();
    p.receive(scribe.prevote(0, 1, NIL));
    p.receive(scribe.prevote(1, 1, NIL));
    p.handle(new Event.TimerExpired(new TimerId("propose", 1, 0)));
    assertTrue(p.prevoted(1).isEmpty());
    assertTrue(p.noted(Rule.IGNORE));
  }

  @Test
  @DisplayName("\"timeoutX(r) = initX + r · ΔX\", here with a cap, and anew at each height")
  void timeouts() {
    Solo replica = new Solo(new Scribe(Tendermint.fixture(4)), 3);
    for (long round = 0; round < 20; round++) {
      if (round > 0) {
        replica.receive(scribe.prevote(0, round, NIL));
        replica.receive(scribe.prevote(1, round, NIL));
      } else {
        replica.work();
      }
    }
    List<Long> delays =
        replica.all(Effect.StartTimer.class).stream()
            .filter(start -> start.timer().name().equals("propose"))
            .map(Effect.StartTimer::delayMillis)
            .toList();
    assertEquals(List.of(1_000L, 1_500L, 2_000L), delays.subList(0, 3));
    assertEquals(8_000, delays.getLast());
  }

  @Test
  @DisplayName("persist before speaking: every own word follows a persist effect of its own")
  void persistsFirst() {
    p.propose(a);
    p.prevotes(0, a.hash(), 0, 1);
    boolean durable = false;
    int spoken = 0;
    for (Effect effect : p.effects) {
      if (effect instanceof Effect.Persist) {
        durable = true;
      } else if (effect instanceof Effect.Broadcast cast && cast.message().toSign().isPresent()) {
        assertTrue(durable, () -> effect + " before it was durable");
        durable = false;
        spoken++;
      }
    }
    assertEquals(2, spoken);
    assertEquals(List.of(a), p.durable);
  }

  @Test
  @DisplayName("a quorum is voting power, not heads")
  void weighted() {
    Scribe weighted = new Scribe(Fixture.weighted(new TendermintFactory(), 1, 1, 1, 10));
    Solo heavy = new Solo(weighted, 3);
    heavy.handle(
        new Event.PayloadReady(0, weighted.root().hash(), weighted.fixture.payload(1), 2_000));
    assertEquals(1, heavy.commits().size(), "ten of thirteen decide alone");
    Solo light = new Solo(weighted, 0);
    light.receive(weighted.prevote(3, 5, NIL));
    assertEquals(5, light.view(), "ten of thirteen are more than a third");
  }
}
