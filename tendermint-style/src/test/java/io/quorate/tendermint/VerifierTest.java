package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every reason for which a message is refused, and what is accepted. */
final class VerifierTest {
  private static final ChainParameters SMALL =
      new ChainParameters(400, 900, 3, 100_000, 8, 1_000, 8_000, 10_000);

  private final Scribe scribe = scribe(4);
  private final Scribe foreign = scribe(5);
  private final MessageVerifier verifier =
      new TendermintFactory().verifier(scribe.fixture.epoch, tx -> tx.sequence() != 666);
  private final Block a = scribe.block(scribe.root(), 0, scribe.fixture.payload(1));
  private final Block b = scribe.block(scribe.root(), 1, Payload.EMPTY);
  private final SignerSet nobody = SignerSet.empty(4);

  private static Scribe scribe(int n) {
    long[] powers = LongStream.generate(() -> 1).limit(n).toArray();
    return new Scribe(new Fixture(new TendermintFactory(), new FakeScheme(), SMALL, powers));
  }

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

  private void refused(Reason reason, EngineMessage body) {
    refused(reason, scribe.fixture.signed(0, body));
  }

  private Proposal proposal(Block block, long round, QuorumCertificate polka) {
    return new Proposal(block, round, Optional.of(polka));
  }

  @Test
  @DisplayName("what honest replicas send is accepted")
  void honest() {
    accepted(scribe.proposal(a));
    accepted(scribe.proposal(b));
    accepted(scribe.again(a, 3, 2));
    accepted(scribe.prevote(0, 4, a.hash()));
    accepted(scribe.precommit(2, 0, Hash.ZERO));
    accepted(scribe.status(1, 1, 5, 5, true));
    SignedVote vote = scribe.vote(3, scribe.content(Phase.TENDERMINT_PREVOTE, 1, 2, Hash.ZERO));
    accepted(scribe.fixture.signed(1, new Votes(List.of(vote), Optional.empty())));
    accepted(scribe.fixture.signed(1, new Votes(List.of(), Optional.of(scribe.polka(a, 2)))));
    accepted(scribe.fixture.signed(1, new Decision(scribe.decision(a, 2))));
  }

  @Test
  @DisplayName("a sender that is no validator, a body of another engine")
  void strangers() {
    SignedMessage vote = scribe.prevote(0, 0, a.hash());
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(4, vote.body(), vote.signature()));
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(-1, vote.body(), vote.signature()));
    EngineMessage other = Optional::empty;
    refused(Reason.MALFORMED, new SignedMessage(0, other, Signature.NONE));
  }

  @Test
  @DisplayName("S5 a signature of somebody else, for something else, or where none belongs")
  void signatures() {
    SignedMessage vote = scribe.prevote(0, 0, a.hash());
    refused(Reason.BAD_SIGNATURE, new SignedMessage(1, vote.body(), vote.signature()));
    refused(Reason.BAD_SIGNATURE, new SignedMessage(0, vote.body(), Signature.NONE));
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(0, scribe.precommit(0, 0, a.hash()).body(), vote.signature()));
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(0, new Proposal(a, 0, Optional.empty()), scribe.proposal(b).signature()));
    SignedMessage status = scribe.status(1, 1, 0, -1, false);
    refused(Reason.MALFORMED, new SignedMessage(1, status.body(), vote.signature()));
    Decision decision = new Decision(scribe.decision(a, 0));
    refused(Reason.MALFORMED, new SignedMessage(1, decision, vote.signature()));
    Votes votes = new Votes(List.of(), Optional.of(scribe.polka(a, 0)));
    refused(Reason.MALFORMED, new SignedMessage(1, votes, vote.signature()));
  }

  @Test
  @DisplayName("S5 votes of another chain, epoch, phase, height, or of an absurd round")
  void voteDomain() {
    Hash chain = scribe.fixture.epoch.chain();
    Hash subject = a.hash();
    Phase phase = Phase.TENDERMINT_PREVOTE;
    Hash other = foreign.fixture.epoch.chain();
    refused(Reason.WRONG_CHAIN, new Vote(new VoteContent(other, 0, phase, 0, 1, subject)));
    refused(Reason.WRONG_EPOCH, new Vote(new VoteContent(chain, 1, phase, 0, 1, subject)));
    refused(
        Reason.WRONG_EPOCH,
        new Vote(new VoteContent(chain, 0, Phase.TENDERMINT_PROPOSAL, 0, 1, subject)));
    refused(Reason.WRONG_HEIGHT, new Vote(new VoteContent(chain, 0, phase, 0, 0, subject)));
    refused(
        Reason.WRONG_VIEW,
        new Vote(new VoteContent(chain, 0, phase, Certificates.MOST_ROUNDS, 1, subject)));
  }

  @Test
  @DisplayName("proposals: chain, epoch, height, proposer, the round of a new value")
  void proposals() {
    Block alien = foreign.block(foreign.root(), 0, 0, Payload.EMPTY);
    refused(Reason.WRONG_CHAIN, new Proposal(alien, 0, Optional.empty()));
    Hash chain = scribe.fixture.epoch.chain();
    Block later = Block.of(scribe.root(), chain, 7, 0, 0, 2_000, Payload.EMPTY);
    refused(Reason.WRONG_EPOCH, new Proposal(later, 0, Optional.empty()));
    refused(Reason.WRONG_HEIGHT, new Proposal(scribe.root(), 0, Optional.empty()));
    refused(Reason.WRONG_LEADER, scribe.fixture.signed(2, new Proposal(a, 0, Optional.empty())));
    refused(Reason.WRONG_VIEW, new Proposal(a, 1, Optional.empty()));
    refused(
        Reason.WRONG_VIEW,
        new Proposal(a, Certificates.MOST_ROUNDS, Optional.of(scribe.polka(a, 1))));
  }

  @Test
  @DisplayName("S7 a value proposed again: its polka is for it, of its height, of a round between")
  void polkas() {
    refused(Reason.BAD_CERTIFICATE, proposal(a, 3, scribe.polka(b, 1)));
    VoteContent higher = scribe.content(Phase.TENDERMINT_PREVOTE, 2, 1, a.hash());
    refused(Reason.BAD_CERTIFICATE, proposal(a, 3, scribe.certificate(higher, scribe.quorum())));
    refused(Reason.WRONG_VIEW, proposal(a, 3, scribe.polka(a, 3)));
    refused(Reason.WRONG_VIEW, proposal(b, 3, scribe.polka(b, 0)));
    refused(Reason.BAD_CERTIFICATE, proposal(a, 3, scribe.decision(a, 1)));
  }

  @Test
  @DisplayName("S1 S3 S6 certificates: no quorum, another set, a bad part, nil")
  void certificates() {
    VoteContent content = scribe.decision(a, 0).content();
    refused(Reason.NO_QUORUM, new Decision(scribe.certificate(content, List.of(0, 1))));
    AggregateSignature wide = foreign.fixture.aggregate(content, List.of(0, 1, 2, 3));
    refused(Reason.BAD_CERTIFICATE, new Decision(new QuorumCertificate(content, wide)));
    AggregateSignature other =
        scribe.fixture.aggregate(scribe.decision(a, 1).content(), scribe.quorum());
    refused(Reason.BAD_CERTIFICATE, new Decision(new QuorumCertificate(content, other)));
    AggregateSignature empty = new AggregateSignature(nobody, Bytes.EMPTY);
    refused(Reason.NO_QUORUM, new Decision(new QuorumCertificate(content, empty)));
    VoteContent nil = scribe.content(Phase.TENDERMINT_PRECOMMIT, 1, 0, Hash.ZERO);
    refused(Reason.BAD_CERTIFICATE, new Decision(scribe.certificate(nil, scribe.quorum())));
    refused(Reason.BAD_CERTIFICATE, new Decision(scribe.polka(a, 0)));
    refused(Reason.BAD_CERTIFICATE, new Votes(List.of(), Optional.of(scribe.decision(a, 0))));
    VoteContent low = scribe.content(Phase.TENDERMINT_PRECOMMIT, 0, 0, a.hash());
    refused(Reason.WRONG_HEIGHT, new Decision(scribe.certificate(low, scribe.quorum())));
    VoteContent far =
        scribe.content(Phase.TENDERMINT_PRECOMMIT, 1, Certificates.MOST_ROUNDS, a.hash());
    refused(Reason.WRONG_VIEW, new Decision(scribe.certificate(far, scribe.quorum())));
  }

  @Test
  @DisplayName("relayed votes: every one is checked; too many, or nothing at all, is refused")
  void relayed() {
    VoteContent content = scribe.content(Phase.TENDERMINT_PREVOTE, 1, 0, a.hash());
    SignedVote good = scribe.vote(1, content);
    SignedVote bad = new SignedVote(2, content, good.signature());
    refused(Reason.BAD_SIGNATURE, new Votes(List.of(good, bad), Optional.empty()));
    SignedVote stranger = new SignedVote(9, content, good.signature());
    refused(Reason.UNKNOWN_SENDER, new Votes(List.of(stranger), Optional.empty()));
    SignedVote proposal = scribe.vote(1, scribe.content(Phase.TENDERMINT_PROPOSAL, 1, 0, a.hash()));
    refused(Reason.WRONG_EPOCH, new Votes(List.of(proposal), Optional.empty()));
    refused(Reason.TOO_LARGE, new Votes(Collections.nCopies(25, good), Optional.empty()));
    refused(Reason.MALFORMED, new Votes(List.of(), Optional.empty()));
  }

  @Test
  @DisplayName("where a peer stands: chain, epoch, bitmaps, height, rounds")
  void statuses() {
    Hash chain = scribe.fixture.epoch.chain();
    Hash other = foreign.fixture.epoch.chain();
    refused(Reason.WRONG_CHAIN, new Status(other, 0, 1, 0, nobody, nobody, false, -1, false));
    refused(Reason.WRONG_EPOCH, new Status(chain, 1, 1, 0, nobody, nobody, false, -1, false));
    SignerSet wide = SignerSet.empty(5);
    refused(Reason.MALFORMED, new Status(chain, 0, 1, 0, wide, nobody, false, -1, false));
    refused(Reason.MALFORMED, new Status(chain, 0, 1, 0, nobody, wide, false, -1, false));
    refused(Reason.WRONG_HEIGHT, new Status(chain, 0, 0, 0, nobody, nobody, false, -1, false));
    refused(Reason.WRONG_VIEW, new Status(chain, 0, 1, 2, nobody, nobody, false, 3, false));
    long absurd = Certificates.MOST_ROUNDS;
    refused(Reason.WRONG_VIEW, new Status(chain, 0, 1, absurd, nobody, nobody, false, 3, false));
  }

  @Test
  @DisplayName("S48 payloads: too many, too large, of another chain, badly signed, bad evidence")
  void payloads() {
    refusedPayload(
        Reason.TOO_LARGE,
        LongStream.range(1, 5).mapToObj(i -> scribe.fixture.transaction(i)).toList());
    refusedPayload(Reason.BAD_PAYLOAD, List.of(foreign.fixture.transaction(1)));
    refusedPayload(Reason.BAD_PAYLOAD, List.of(scribe.fixture.transaction(666)));
    SignedVote vote = scribe.vote(1, scribe.content(Phase.TENDERMINT_PREVOTE, 1, 0, a.hash()));
    Payload accusing = new Payload(List.of(), List.of(new Equivocation(vote, vote)));
    refused(Reason.BAD_EVIDENCE, scribe.proposal(scribe.block(scribe.root(), 0, accusing)));
  }

  private void refusedPayload(Reason reason, List<Transaction> transactions) {
    Payload payload = new Payload(transactions, List.of());
    refused(reason, scribe.proposal(scribe.block(scribe.root(), 0, payload)));
  }
}
