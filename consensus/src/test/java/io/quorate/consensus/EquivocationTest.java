package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Signature;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("equivocation evidence")
class EquivocationTest {
  private final TestChain chain = TestChain.ofEqual(4);

  private boolean proves(SignedVote one, SignedVote other) {
    return Equivocation.of(one, other).verify(chain.epoch()).accepted();
  }

  private VoteContent content(Phase phase, long view, long height, String subject) {
    return new VoteContent(chain.epoch().chain(), 0, phase, view, height, TestChain.hash(subject));
  }

  @Test
  @DisplayName("two blocks voted for or proposed in one view prove it, in either order")
  void proves() {
    for (Phase phase : new Phase[] {Phase.HOTSTUFF_VOTE, Phase.HOTSTUFF_PROPOSAL}) {
      SignedVote one = chain.vote(2, content(phase, 4, 4, "a"));
      SignedVote other = chain.vote(2, content(phase, 4, 4, "b"));
      assertTrue(proves(one, other));
      assertEquals(Equivocation.of(one, other), Equivocation.of(other, one));
      assertEquals(2, Equivocation.of(one, other).validator());
    }
  }

  @Test
  @DisplayName("S15: votes for two heights in one view contradict each other too")
  void heightIsNoView() {
    assertTrue(
        proves(
            chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "a")),
            chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 5, "a"))));
  }

  @Test
  @DisplayName(
      "where several heights share a view, each height is a slot and a contradiction of its own")
  void heightIsASlot() {
    for (Phase phase :
        new Phase[] {Phase.PBFT_PREPARE, Phase.PBFT_COMMIT, Phase.TENDERMINT_PRECOMMIT}) {
      SignedVote a = chain.vote(1, content(phase, 4, 4, "a"));
      SignedVote b = chain.vote(1, content(phase, 4, 4, "b"));
      SignedVote next = chain.vote(1, content(phase, 4, 5, "a"));
      SignedVote nextToo = chain.vote(1, content(phase, 4, 5, "b"));
      assertTrue(a.content().contradicts(b.content()));
      assertFalse(a.content().contradicts(next.content()));
      assertNotEquals(
          Equivocation.of(a, b).contradiction(), Equivocation.of(next, nextToo).contradiction());
    }
  }

  @Test
  @DisplayName("an honest validator that signs the same again proves nothing")
  void honestAgain() {
    SignedVote vote = chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "a"));
    assertFalse(proves(vote, vote));
    SignedVote mauled = new SignedVote(1, vote.content(), new Signature(vote.signature().bytes()));
    assertFalse(proves(vote, mauled));
  }

  @Test
  @DisplayName("other views, phases, signers and epochs do not contradict")
  void noContradiction() {
    SignedVote vote = chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "a"));
    assertFalse(proves(vote, chain.vote(1, content(Phase.HOTSTUFF_VOTE, 5, 4, "b"))));
    assertFalse(proves(vote, chain.vote(1, content(Phase.HOTSTUFF_PROPOSAL, 4, 4, "b"))));
    assertFalse(proves(vote, chain.vote(2, content(Phase.HOTSTUFF_VOTE, 4, 4, "b"))));
    VoteContent nextEpoch =
        new VoteContent(chain.epoch().chain(), 1, Phase.HOTSTUFF_VOTE, 4, 4, TestChain.hash("b"));
    assertFalse(proves(vote, chain.vote(1, nextEpoch)));
  }

  @Test
  @DisplayName("timeouts of one view with different certificates never contradict")
  void timeouts() {
    assertFalse(
        proves(
            chain.vote(1, content(Phase.HOTSTUFF_TIMEOUT, 4, 4, "a")),
            chain.vote(1, content(Phase.HOTSTUFF_TIMEOUT, 4, 4, "b"))));
  }

  @Test
  @DisplayName("both votes of another epoch or chain prove nothing here")
  void elsewhere() {
    VoteContent one =
        new VoteContent(chain.epoch().chain(), 1, Phase.HOTSTUFF_VOTE, 4, 4, TestChain.hash("a"));
    VoteContent other =
        new VoteContent(chain.epoch().chain(), 1, Phase.HOTSTUFF_VOTE, 4, 4, TestChain.hash("b"));
    assertTrue(one.contradicts(other));
    assertFalse(proves(chain.vote(1, one), chain.vote(1, other)));
  }

  @Test
  @DisplayName("votes out of order are refused: one pair has one encoding")
  void reordered() {
    Equivocation ordered = chain.equivocation(1, 4);
    assertTrue(ordered.verify(chain.epoch()).accepted());
    SignedVote smaller = ordered.first();
    SignedVote larger = ordered.second();
    Equivocation reversed = new Equivocation(larger, smaller);
    assertFalse(reversed.verify(chain.epoch()).accepted());
  }

  @Test
  @DisplayName("either signature bad, missing or another validator's: refused")
  void badSignatures() {
    Equivocation good = chain.equivocation(1, 4);
    SignedVote first = good.first();
    SignedVote second = good.second();
    for (Signature bad :
        new Signature[] {Signature.NONE, first.signature(), chain.sign(2, second.content())}) {
      SignedVote forged = new SignedVote(1, second.content(), bad);
      assertFalse(new Equivocation(first, forged).verify(chain.epoch()).accepted());
    }
    SignedVote framed = new SignedVote(1, first.content(), chain.sign(3, first.content()));
    assertFalse(new Equivocation(framed, second).verify(chain.epoch()).accepted());
    SignedVote stranger = new SignedVote(9, first.content(), first.signature());
    SignedVote strangerToo = new SignedVote(9, second.content(), second.signature());
    assertFalse(new Equivocation(stranger, strangerToo).verify(chain.epoch()).accepted());
  }

  @Test
  @DisplayName(
      "S48: signing pair after pair, view after view, is one offence of an epoch and phase")
  void offence() {
    SignedVote a = chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "a"));
    SignedVote b = chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "b"));
    SignedVote c = chain.vote(1, content(Phase.HOTSTUFF_VOTE, 4, 4, "c"));
    assertEquals(Equivocation.of(a, b).offence(), Equivocation.of(b, c).offence());
    assertEquals(Equivocation.of(a, b).contradiction(), Equivocation.of(b, c).contradiction());
    assertEquals(chain.equivocation(1, 4).offence(), chain.equivocation(1, 5).offence());
    assertNotEquals(
        chain.equivocation(1, 4).contradiction(), chain.equivocation(1, 5).contradiction());
    assertNotEquals(chain.equivocation(1, 4).offence(), chain.equivocation(2, 4).offence());
  }
}
