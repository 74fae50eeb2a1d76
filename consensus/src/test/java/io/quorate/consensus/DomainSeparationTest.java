package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("S5: a signature made for one thing is valid for nothing else")
class DomainSeparationTest {
  private static final Hash OTHER = TestChain.hash("other");

  /** One content of each kind that differs from the others in one field or in its kind alone. */
  private static List<SigningContent> everything(TestChain chain) {
    Hash id = chain.epoch().chain();
    Hash block = TestChain.hash("block");
    List<SigningContent> all = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      all.add(new VoteContent(id, 0, phase, 5, 6, block));
    }
    Phase vote = Phase.HOTSTUFF_VOTE;
    all.add(new VoteContent(OTHER, 0, vote, 5, 6, block));
    all.add(new VoteContent(id, 1, vote, 5, 6, block));
    all.add(new VoteContent(id, 0, vote, 6, 6, block));
    all.add(new VoteContent(id, 0, vote, 5, 7, block));
    all.add(new VoteContent(id, 0, vote, 5, 6, OTHER));
    all.add(new VoteContent(id, 5, vote, 0, 6, block));
    all.add(new VoteContent(id, 0, vote, 6, 5, block));
    all.add(new Attestation(id, 0, 6, block, block, block, block));
    all.add(new Attestation(OTHER, 0, 6, block, block, block, block));
    all.add(new Attestation(id, 1, 6, block, block, block, block));
    all.add(new Attestation(id, 0, 7, block, block, block, block));
    all.add(new Attestation(id, 0, 6, OTHER, block, block, block));
    all.add(new Attestation(id, 0, 6, block, OTHER, block, block));
    all.add(new Attestation(id, 0, 6, block, block, OTHER, block));
    all.add(new Attestation(id, 0, 6, block, block, block, Hash.ZERO));
    return all;
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("of all kinds and fields, each signature verifies under its own content only")
  void matrix(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    List<SigningContent> all = everything(chain);
    List<Signature> signatures = all.stream().map(c -> chain.sign(0, c)).toList();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < all.size(); j++) {
        boolean valid =
            chain
                .scheme()
                .verify(chain.key(0).publicKey(), all.get(j).signingBytes(), signatures.get(i));
        assertEquals(i == j, valid, all.get(i) + " signed, checked as " + all.get(j));
      }
    }
  }

  @Test
  @DisplayName("no signed form is a prefix of another, so no two kinds can be confused")
  void noPrefixes() {
    TestChain chain = TestChain.ofEqual(4);
    Set<Bytes> forms = new LinkedHashSet<>();
    everything(chain).forEach(c -> forms.add(c.signingBytes()));
    assertEquals(everything(chain).size(), forms.size());
    forms.add(Transaction.signingBytes(TestChain.hash("transaction")));
    for (Bytes one : forms) {
      for (Bytes other : forms) {
        assertTrue(one.equals(other) || !one.startsWith(other));
      }
    }
  }

  @Test
  @DisplayName("a validator's vote or attestation is no transaction of its key, nor the reverse")
  void transactionAgainstVote() {
    TestChain chain = TestChain.ofEqual(4);
    Transaction transaction =
        Transaction.sign(chain.epoch().chain(), chain.key(0), 1, 10, Bytes.utf8("pay"));
    assertTrue(transaction.verify(chain.scheme()));
    for (SigningContent content : everything(chain)) {
      Signature signature = chain.sign(0, content);
      Bytes unsigned = transaction.encoded().slice(0, transaction.encoded().size() - 64);
      Transaction forged = Transaction.decode(Bytes.concat(unsigned, signature.bytes())).orThrow();
      assertEquals(transaction.id(), forged.id());
      assertFalse(forged.verify(chain.scheme()));
      assertFalse(
          chain
              .scheme()
              .verify(chain.key(0).publicKey(), content.signingBytes(), transaction.signature()));
    }
    VoteContent named =
        new VoteContent(chain.epoch().chain(), 0, Phase.HOTSTUFF_VOTE, 1, 1, transaction.id());
    assertFalse(new SignedVote(0, named, transaction.signature()).verify(chain.epoch()).accepted());
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("a certificate whose content says anything else than what was signed is refused")
  void certificates(SchemeId id) {
    TestChain chain = new TestChain(id, 1, 1, 1, 1);
    VoteContent real = new VoteContent(chain.epoch().chain(), 0, Phase.HOTSTUFF_VOTE, 5, 6, OTHER);
    var aggregate = chain.aggregate(real, 0, 1, 2);
    assertTrue(new QuorumCertificate(real, aggregate).verify(chain.epoch()).accepted());
    for (SigningContent other : everything(chain)) {
      switch (other) {
        case VoteContent vote when !vote.equals(real) ->
            assertFalse(new QuorumCertificate(vote, aggregate).verify(chain.epoch()).accepted());
        case VoteContent vote -> assertEquals(real, vote);
        case Attestation attestation ->
            assertFalse(
                new FinalityCertificate(attestation, aggregate).verify(chain.epoch()).accepted());
      }
    }
  }

  @Test
  @DisplayName("votes and certificates of another chain, epoch or validator say so")
  void reasons() {
    TestChain chain = TestChain.ofEqual(4);
    VoteContent real = chain.content(5, "block");
    VoteContent elsewhere =
        new VoteContent(OTHER, 0, real.phase(), real.view(), real.height(), real.subject());
    VoteContent later =
        new VoteContent(real.chain(), 1, real.phase(), real.view(), real.height(), real.subject());
    assertEquals(Reason.WRONG_CHAIN, reason(chain.vote(0, elsewhere).verify(chain.epoch())));
    assertEquals(Reason.WRONG_EPOCH, reason(chain.vote(0, later).verify(chain.epoch())));
    SignedVote stranger = new SignedVote(4, real, chain.sign(0, real));
    assertEquals(Reason.UNKNOWN_SENDER, reason(stranger.verify(chain.epoch())));
    QuorumCertificate foreign =
        new QuorumCertificate(elsewhere, chain.aggregate(elsewhere, 0, 1, 2));
    assertEquals(Reason.WRONG_CHAIN, reason(foreign.verify(chain.epoch())));
    QuorumCertificate future = new QuorumCertificate(later, chain.aggregate(later, 0, 1, 2));
    assertEquals(Reason.WRONG_EPOCH, reason(future.verify(chain.epoch())));
  }

  private static Reason reason(Verdict verdict) {
    return assertInstanceOf(Verdict.Refused.class, verdict).reason();
  }
}
