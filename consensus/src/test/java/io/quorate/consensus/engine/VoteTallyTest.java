package io.quorate.consensus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.TestChain;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.VoteTally.Conflicting;
import io.quorate.consensus.engine.VoteTally.Counted;
import io.quorate.consensus.engine.VoteTally.QuorumReached;
import io.quorate.consensus.engine.VoteTally.Repeated;
import io.quorate.crypto.SchemeId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoteTallyTest {

  @ParameterizedTest(name = "n = {0}")
  @ValueSource(ints = {4, 5, 6, 7, 8, 10, 13, 20})
  @DisplayName("S2: the quorum is reported with its last vote, once, and the certificate holds")
  void quorumOnce(int n) {
    TestChain chain = TestChain.ofEqual(n);
    VoteTally tally = new VoteTally(chain.epoch());
    VoteContent content = chain.content(3, "block");
    int quorum = 2 * n / 3 + 1;
    for (int i = 0; i < quorum - 1; i++) {
      assertInstanceOf(Counted.class, tally.add(chain.vote(i, content)));
    }
    QuorumReached reached =
        assertInstanceOf(QuorumReached.class, tally.add(chain.vote(quorum - 1, content)));
    assertTrue(reached.certificate().verify(chain.epoch()).accepted());
    assertEquals(quorum, reached.certificate().signature().signers().count());
    for (int i = quorum; i < n; i++) {
      assertInstanceOf(Counted.class, tally.add(chain.vote(i, content)));
    }
    assertEquals(n, tally.powerOf(content));
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("power decides: a heavy validator and one light one are a quorum")
  void weights(SchemeId id) {
    TestChain chain = new TestChain(id, 10, 1, 1, 1, 1, 1);
    VoteTally tally = new VoteTally(chain.epoch());
    VoteContent content = chain.content(3, "block");
    assertInstanceOf(Counted.class, tally.add(chain.vote(0, content)));
    QuorumCertificate certificate =
        assertInstanceOf(QuorumReached.class, tally.add(chain.vote(5, content))).certificate();
    assertTrue(certificate.verify(chain.epoch()).accepted());
    VoteTally light = new VoteTally(chain.epoch());
    for (int i = 1; i < 6; i++) {
      assertInstanceOf(Counted.class, light.add(chain.vote(i, content)));
    }
    assertEquals(5, light.power());
  }

  @Test
  @DisplayName("S1: the same vote again counts once")
  void repeated() {
    TestChain chain = TestChain.ofEqual(4);
    VoteTally tally = new VoteTally(chain.epoch());
    VoteContent content = chain.content(3, "block");
    tally.add(chain.vote(0, content));
    tally.add(chain.vote(1, content));
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Repeated.class, tally.add(chain.vote(1, content)));
    }
    assertEquals(2, tally.powerOf(content));
    assertInstanceOf(QuorumReached.class, tally.add(chain.vote(2, content)));
  }

  @Test
  @DisplayName("a validator that votes twice yields evidence, and its second vote does not count")
  void equivocation() {
    TestChain chain = TestChain.ofEqual(4);
    VoteTally tally = new VoteTally(chain.epoch());
    VoteContent one = chain.content(3, "one");
    VoteContent other = chain.content(3, "other");
    tally.add(chain.vote(0, one));
    Conflicting conflict = assertInstanceOf(Conflicting.class, tally.add(chain.vote(0, other)));
    Equivocation evidence = conflict.evidence().orElseThrow();
    assertTrue(evidence.verify(chain.epoch()).accepted());
    assertEquals(0, evidence.validator());
    assertEquals(0, tally.powerOf(other));
    tally.add(chain.vote(1, other));
    assertInstanceOf(Counted.class, tally.add(chain.vote(2, other)));
    assertInstanceOf(QuorumReached.class, tally.add(chain.vote(3, other)));
    assertEquals(4, tally.power());
  }

  @Test
  @DisplayName("a split vote of all validators reaches no quorum")
  void split() {
    TestChain chain = TestChain.ofEqual(4);
    VoteTally tally = new VoteTally(chain.epoch());
    for (int i = 0; i < 4; i++) {
      assertInstanceOf(
          Counted.class, tally.add(chain.vote(i, chain.content(3, i % 2 == 0 ? "a" : "b"))));
    }
    assertEquals(4, tally.power());
    assertEquals(2, tally.powerOf(chain.content(3, "a")));
  }

  @Test
  @DisplayName("two different timeouts of one view conflict without being an offence")
  void timeouts() {
    TestChain chain = TestChain.ofEqual(4);
    VoteTally tally = new VoteTally(chain.epoch());
    for (String subject : new String[] {"a", "b"}) {
      VoteContent timeout =
          new VoteContent(
              chain.epoch().chain(), 0, Phase.HOTSTUFF_TIMEOUT, 3, 0, TestChain.hash(subject));
      VoteTally.Outcome outcome = tally.add(chain.vote(0, timeout));
      if (subject.equals("b")) {
        assertEquals(new Conflicting(Optional.empty()), outcome);
      }
    }
    assertEquals(1, tally.power());
  }
}
