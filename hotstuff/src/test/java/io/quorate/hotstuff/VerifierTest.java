package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.FakeScheme;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignerSet;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every reason for which a message is refused, and the certificates that are accepted. */
final class VerifierTest {
  private static final ChainParameters SMALL =
      new ChainParameters(400, 900, 3, 100_000, 8, 1_000, 8_000, 10_000);

  private final Scribe scribe =
      new Scribe(new Fixture(new HotStuffFactory(), new FakeScheme(), SMALL, 1, 1, 1, 1));
  private final Scribe foreign =
      new Scribe(new Fixture(new HotStuffFactory(), new FakeScheme(), SMALL, 1, 1, 1, 1, 1));
  private final MessageVerifier verifier =
      new HotStuffFactory().verifier(scribe.fixture.epoch, tx -> tx.sequence() != 666);
  private final Block b1 = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
  private final Block b2 = scribe.block(b1, 2, Payload.EMPTY);

  private void accepted(SignedMessage message) {
    assertEquals(Verdict.accept(), verifier.verify(message));
    assertEquals(Verdict.accept(), verifier.verify(message), "from memory");
  }

  private void refused(Reason reason, SignedMessage message) {
    switch (verifier.verify(message)) {
      case Verdict.Refused refused -> assertEquals(reason, refused.reason(), refused.detail());
      case Verdict.Accepted _ -> fail("accepted: " + message);
    }
  }

  private SignedMessage proposal(
      Block block, QuorumCertificate justify, Optional<TimeoutCertificate> skipped) {
    return scribe.signed(block.header().proposer(), new Proposal(block, justify, skipped));
  }

  @Test
  @DisplayName("what honest replicas send is accepted")
  void honest() {
    accepted(scribe.proposal(b1));
    accepted(scribe.proposal(b2));
    accepted(scribe.proposal(scribe.block(b2, 5, Payload.EMPTY)));
    accepted(scribe.voteMessage(0, b1));
    accepted(scribe.timeout(2, 4, scribe.qc(b2)));
    accepted(scribe.timeout(2, 4, scribe.qc(b1), scribe.vote(2, b2)));
    accepted(scribe.timeout(2, 4, scribe.qc(scribe.root())));
    accepted(scribe.signed(1, new Sync(scribe.qc(b2), Optional.empty())));
    accepted(scribe.signed(1, new Sync(scribe.qc(b2), Optional.of(scribe.tc(3, scribe.qc(b1))))));
  }

  @Test
  @DisplayName("a sender that is no validator, a body of another engine")
  void strangers() {
    SignedMessage vote = scribe.voteMessage(0, b1);
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(4, vote.body(), vote.signature()));
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(-1, vote.body(), vote.signature()));
    EngineMessage other = Optional::empty;
    refused(Reason.MALFORMED, new SignedMessage(0, other, Signature.NONE));
  }

  @Test
  @DisplayName("S5 a signature of somebody else, or for something else")
  void signatures() {
    SignedMessage vote = scribe.voteMessage(0, b1);
    refused(Reason.BAD_SIGNATURE, new SignedMessage(1, vote.body(), vote.signature()));
    refused(Reason.BAD_SIGNATURE, new SignedMessage(0, vote.body(), Signature.NONE));
    refused(
        Reason.BAD_SIGNATURE, new SignedMessage(0, new Vote(scribe.content(b2)), vote.signature()));
    SignedMessage proposed = scribe.proposal(b1);
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(
            proposed.sender(), proposed.body(), scribe.voteMessage(1, b1).signature()));
    Timeout timeout = new Timeout(4, scribe.qc(b1), Optional.empty(), Optional.empty());
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(0, timeout, scribe.sign(0, scribe.timeoutContent(4, 0))));
  }

  @Test
  @DisplayName("S5 votes of another chain, epoch, phase; for view 0 or below the epoch")
  void voteDomain() {
    VoteContent good = scribe.content(b1);
    Hash subject = good.subject();
    refusedVote(
        Reason.WRONG_CHAIN,
        new VoteContent(foreign.chain(), 0, Phase.HOTSTUFF_VOTE, 1, 1, subject));
    refusedVote(
        Reason.WRONG_EPOCH, new VoteContent(good.chain(), 1, Phase.HOTSTUFF_VOTE, 1, 1, subject));
    refusedVote(
        Reason.WRONG_EPOCH,
        new VoteContent(good.chain(), 0, Phase.HOTSTUFF_PROPOSAL, 1, 1, subject));
    refusedVote(
        Reason.WRONG_VIEW, new VoteContent(good.chain(), 0, Phase.HOTSTUFF_VOTE, 0, 1, subject));
    refusedVote(
        Reason.WRONG_HEIGHT, new VoteContent(good.chain(), 0, Phase.HOTSTUFF_VOTE, 1, 0, subject));
  }

  private void refusedVote(Reason reason, VoteContent content) {
    refused(reason, scribe.signed(0, new Vote(content)));
  }

  @Test
  @DisplayName("S7 proposals: chain, proposer, a certificate of another value, height, view")
  void proposals() {
    QuorumCertificate root = scribe.qc(scribe.root());
    Block alien = foreign.block(foreign.root(), 1, 1, Payload.EMPTY);
    refused(
        Reason.WRONG_CHAIN,
        scribe.signed(1, new Proposal(alien, foreign.qc(foreign.root()), Optional.empty())));
    Block later = Block.of(scribe.root(), scribe.chain(), 7, 1, 1, 2_000, Payload.EMPTY);
    refused(Reason.WRONG_EPOCH, proposal(later, root, Optional.empty()));
    refused(Reason.WRONG_LEADER, scribe.signed(2, new Proposal(b1, root, Optional.empty())));
    refused(Reason.WRONG_PARENT, proposal(b2, root, Optional.empty()));
    VoteContent bent = new VoteContent(scribe.chain(), 0, Phase.HOTSTUFF_VOTE, 1, 5, b1.hash());
    refused(
        Reason.WRONG_HEIGHT, proposal(b2, scribe.qc(bent, scribe.firstQuorum()), Optional.empty()));
    Block skipping = scribe.block(b1, 4, Payload.EMPTY);
    refused(Reason.WRONG_VIEW, proposal(skipping, scribe.qc(b1), Optional.empty()));
    TimeoutCertificate low = scribe.tc(2, scribe.qc(b1));
    refused(Reason.WRONG_VIEW, proposal(skipping, scribe.qc(b1), Optional.of(low)));
    TimeoutCertificate hides = scribe.tc(3, scribe.qc(b2));
    refused(Reason.WRONG_VIEW, proposal(skipping, scribe.qc(b1), Optional.of(hides)));
    TimeoutCertificate needless = scribe.tc(1, root);
    refused(Reason.WRONG_VIEW, proposal(b2, scribe.qc(b1), Optional.of(needless)));
  }

  @Test
  @DisplayName("proposals: sizes, transactions, evidence")
  void payloads() {
    Transaction big =
        Transaction.sign(
            scribe.chain(),
            scribe.fixture.scheme.privateKey(Sha256.hash(Bytes.utf8("c")).bytes()),
            1,
            10,
            Bytes.wrap(new byte[300]));
    refusedPayload(Reason.TOO_LARGE, new Payload(List.of(big), List.of()));
    List<Transaction> four =
        IntStream.range(1, 5).mapToObj(i -> scribe.fixture.transaction(i)).toList();
    refusedPayload(Reason.TOO_LARGE, new Payload(four, List.of()));
    refusedPayload(
        Reason.BAD_PAYLOAD, new Payload(List.of(scribe.fixture.transaction(666)), List.of()));
    refusedPayload(
        Reason.BAD_PAYLOAD, new Payload(List.of(foreign.fixture.transaction(1)), List.of()));
    Block rival = scribe.block(scribe.root(), 1, scribe.fixture.payload(2));
    Equivocation real = Equivocation.of(scribe.vote(2, b1), scribe.vote(2, rival));
    Equivocation framed = Equivocation.of(scribe.vote(2, b1), scribe.vote(2, b1));
    refusedPayload(Reason.BAD_EVIDENCE, new Payload(List.of(), List.of(framed)));
    accepted(
        scribe.proposal(scribe.block(scribe.root(), 1, new Payload(List.of(), List.of(real)))));
  }

  private void refusedPayload(Reason reason, Payload payload) {
    refused(reason, scribe.proposal(scribe.block(scribe.root(), 1, payload)));
  }

  @Test
  @DisplayName("timeouts: views, somebody else's vote, a vote that is none")
  void timeouts() {
    refused(Reason.WRONG_VIEW, scribe.timeout(0, 2, scribe.qc(b2)));
    refused(Reason.WRONG_VIEW, scribe.timeout(0, 1, scribe.qc(b2)));
    refused(Reason.UNKNOWN_SENDER, scribe.timeout(0, 3, scribe.qc(b1), scribe.vote(1, b2)));
    Block b9 = scribe.block(b2, 9, Payload.EMPTY);
    refused(Reason.WRONG_VIEW, scribe.timeout(0, 3, scribe.qc(b1), scribe.vote(0, b9)));
    SignedVote forged = new SignedVote(0, scribe.content(b2), scribe.vote(1, b2).signature());
    refused(Reason.BAD_SIGNATURE, scribe.timeout(0, 3, scribe.qc(b1), forged));
    VoteContent phase = scribe.content(Phase.HOTSTUFF_PROPOSAL, 2, b2);
    refused(
        Reason.WRONG_EPOCH,
        scribe.timeout(0, 3, scribe.qc(b1), new SignedVote(0, phase, scribe.sign(0, phase))));
    Timeout wrongTc =
        new Timeout(5, scribe.qc(b1), Optional.empty(), Optional.of(scribe.tc(3, scribe.qc(b1))));
    refused(Reason.WRONG_VIEW, scribe.signed(0, wrongTc));
  }

  @Test
  @DisplayName("a sync message that carries a signature is not canonical")
  void sync() {
    Sync sync = new Sync(scribe.qc(b2), Optional.empty());
    refused(Reason.MALFORMED, new SignedMessage(0, sync, scribe.voteMessage(0, b1).signature()));
  }

  private void refusedQc(Reason reason, QuorumCertificate qc) {
    refused(reason, scribe.signed(0, new Sync(qc, Optional.empty())));
  }

  @Test
  @DisplayName(
      "S1 S2 a certificate of too few, for every n from 4 to 20; a quorum is above two thirds")
  void threshold() {
    for (int n = 4; n <= 20; n++) {
      Scribe wide = new Scribe(HotStuff.fixture(n));
      Block block = wide.block(wide.root(), 1, Payload.EMPTY);
      MessageVerifier judge = new HotStuffFactory().verifier(wide.fixture.epoch, tx -> true);
      int quorum = wide.quorum();
      assertTrue(quorum * 3 > n * 2 && (quorum - 1) * 3 <= n * 2);
      List<Integer> enough = IntStream.range(n - quorum, n).boxed().toList();
      Sync good = new Sync(wide.qc(wide.content(block), enough), Optional.empty());
      assertTrue(judge.verify(wide.signed(0, good)).accepted());
      List<Integer> fewer = enough.subList(1, quorum);
      Sync bad = new Sync(wide.qc(wide.content(block), fewer), Optional.empty());
      assertEquals(
          Reason.NO_QUORUM,
          ((Verdict.Refused) judge.verify(wide.signed(0, bad))).reason(),
          "n = " + n);
    }
  }

  @Test
  @DisplayName("S2 one vote fewer than a quorum certifies nothing, for every n from 4 to 20")
  void votesBelowQuorum() {
    for (int n = 4; n <= 20; n++) {
      Scribe wide = new Scribe(HotStuff.fixture(n));
      Solo replica = new Solo(wide, n - 1);
      replica.validation = Verdict.refuse(Reason.APPLICATION_REFUSED, "counts only");
      Block block = wide.block(wide.root(), 1, wide.fixture.payload(1));
      replica.propose(block);
      for (int i = 0; i < wide.quorum() - 1; i++) {
        replica.receive(wide.voteMessage(i, block));
        replica.receive(wide.voteMessage(i, block));
      }
      assertEquals(1, replica.view(), "n = " + n);
      replica.receive(wide.voteMessage(wide.quorum() - 1, block));
      assertEquals(2, replica.view(), "n = " + n);
    }
  }

  @Test
  @DisplayName("S3 one bad signature among good ones spoils the certificate, wherever it stands")
  void oneBadSignature() {
    VoteContent content = scribe.content(b1);
    for (int bad = 0; bad < 3; bad++) {
      SortedMap<Integer, Signature> signatures = new TreeMap<>();
      for (int i = 0; i < 3; i++) {
        signatures.put(i, scribe.sign(i, i == bad ? scribe.content(b2) : content));
      }
      refusedQc(
          Reason.BAD_CERTIFICATE, new QuorumCertificate(content, scribe.aggregate(signatures)));
    }
  }

  @Test
  @DisplayName("S4 signatures under each other's index")
  void swapped() {
    VoteContent content = scribe.content(b1);
    SortedMap<Integer, Signature> signatures = new TreeMap<>();
    signatures.put(0, scribe.sign(1, content));
    signatures.put(1, scribe.sign(0, content));
    signatures.put(2, scribe.sign(2, content));
    refusedQc(Reason.BAD_CERTIFICATE, new QuorumCertificate(content, scribe.aggregate(signatures)));
  }

  @Test
  @DisplayName(
      "S5 signatures that hold for anything but the certificate's content, domain by domain")
  void domainMatrix() {
    VoteContent c = scribe.content(b1);
    Hash other = b2.hash();
    List<VoteContent> contents =
        List.of(
            c,
            new VoteContent(foreign.chain(), 0, c.phase(), c.view(), c.height(), c.subject()),
            new VoteContent(c.chain(), 1, c.phase(), c.view(), c.height(), c.subject()),
            new VoteContent(
                c.chain(), 0, Phase.HOTSTUFF_PROPOSAL, c.view(), c.height(), c.subject()),
            new VoteContent(
                c.chain(), 0, Phase.HOTSTUFF_TIMEOUT, c.view(), c.height(), c.subject()),
            new VoteContent(c.chain(), 0, c.phase(), 2, c.height(), c.subject()),
            new VoteContent(c.chain(), 0, c.phase(), c.view(), 2, c.subject()),
            new VoteContent(c.chain(), 0, c.phase(), c.view(), c.height(), other));
    for (VoteContent signed : contents) {
      for (VoteContent claimed : contents) {
        AggregateSignature signature = scribe.qc(signed, scribe.firstQuorum()).signature();
        SignedMessage message =
            scribe.signed(0, new Sync(new QuorumCertificate(claimed, signature), Optional.empty()));
        boolean own = claimed.chain().equals(scribe.chain()) && claimed.epoch() == 0;
        boolean expected = signed.equals(claimed) && own && claimed.phase() == Phase.HOTSTUFF_VOTE;
        assertEquals(expected, verifier.verify(message).accepted(), signed + " as " + claimed);
      }
    }
  }

  @Test
  @DisplayName(
      "S6 nobody, too many, another set's bitmap, a wrong size: refused without an exception")
  void shapes() {
    VoteContent content = scribe.content(b1);
    Bytes three = scribe.qc(b1).signature().signature();
    refusedQc(Reason.NO_QUORUM, qc(content, SignerSet.empty(4), Bytes.EMPTY));
    refusedQc(Reason.BAD_CERTIFICATE, qc(content, SignerSet.of(5, List.of(0, 1, 2, 3)), three));
    refusedQc(Reason.BAD_CERTIFICATE, qc(content, SignerSet.of(256, scribe.firstQuorum()), three));
    refusedQc(Reason.BAD_CERTIFICATE, qc(content, SignerSet.of(4, List.of(0, 1, 2, 3)), three));
    refusedQc(Reason.BAD_CERTIFICATE, qc(content, SignerSet.of(4, List.of(0, 1, 2)), Bytes.EMPTY));
    refusedQc(
        Reason.BAD_CERTIFICATE,
        qc(content, SignerSet.of(4, List.of(0, 1, 2)), Bytes.concat(three, three)));
  }

  private static QuorumCertificate qc(VoteContent content, SignerSet signers, Bytes signature) {
    return new QuorumCertificate(content, new AggregateSignature(signers, signature));
  }

  @Test
  @DisplayName("the root certificate is accepted for view 0 alone, exactly as it is")
  void rootCertificate() {
    VoteContent root = scribe.qc(scribe.root()).content();
    SignerSet nobody = SignerSet.empty(4);
    refusedQc(
        Reason.BAD_CERTIFICATE,
        qc(root, SignerSet.of(4, List.of(1)), scribe.sign(1, root).bytes()));
    VoteContent higher = new VoteContent(root.chain(), 0, root.phase(), 0, 1, root.subject());
    refusedQc(Reason.BAD_CERTIFICATE, qc(higher, nobody, Bytes.EMPTY));
    VoteContent viewed = new VoteContent(root.chain(), 0, root.phase(), 1, 0, root.subject());
    refusedQc(Reason.WRONG_HEIGHT, qc(viewed, nobody, Bytes.EMPTY));
  }

  private void refusedTc(Reason reason, TimeoutCertificate tc) {
    refused(reason, scribe.signed(0, new Sync(scribe.qc(scribe.root()), Optional.of(tc))));
  }

  @Test
  @DisplayName("a timeout certificate cannot hide, raise or invent a high certificate")
  void timeoutCertificates() {
    TimeoutCertificate good = scribe.tc(5, scribe.qc(b1));
    List<Long> hidden = List.of(0L, 0L, 0L);
    refusedTc(
        Reason.BAD_CERTIFICATE,
        new TimeoutCertificate(5, hidden, good.signature(), scribe.qc(scribe.root())));
    refusedTc(
        Reason.BAD_CERTIFICATE,
        new TimeoutCertificate(5, good.highViews(), good.signature(), scribe.qc(b2)));
    refusedTc(
        Reason.BAD_CERTIFICATE,
        new TimeoutCertificate(5, List.of(1L, 1L), good.signature(), scribe.qc(b1)));
    refusedTc(
        Reason.BAD_CERTIFICATE,
        new TimeoutCertificate(6, good.highViews(), good.signature(), scribe.qc(b1)));
    refusedTc(
        Reason.WRONG_VIEW,
        new TimeoutCertificate(1, good.highViews(), good.signature(), scribe.qc(b1)));
    SortedMap<Integer, Signature> two = new TreeMap<>();
    two.put(0, scribe.sign(0, scribe.timeoutContent(5, 1)));
    two.put(1, scribe.sign(1, scribe.timeoutContent(5, 1)));
    refusedTc(
        Reason.NO_QUORUM,
        new TimeoutCertificate(5, List.of(1L, 1L), scribe.aggregate(two), scribe.qc(b1)));
    QuorumCertificate weak = scribe.qc(scribe.content(b1), List.of(0, 1));
    refusedTc(
        Reason.NO_QUORUM, new TimeoutCertificate(5, good.highViews(), good.signature(), weak));
  }
}
