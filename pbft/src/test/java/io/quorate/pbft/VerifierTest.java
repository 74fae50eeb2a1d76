package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.FakeScheme;
import io.quorate.consensus.testkit.FetchProbe;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One test for each reason of refusal; n = 4. */
final class VerifierTest {
  private final Scribe scribe = new Scribe(Pbft.fixture(4));
  private final Epoch epoch = scribe.fixture.epoch;
  private final MessageVerifier verifier = scribe.fixture.verifier();
  private final Block b1 = scribe.block(scribe.root(), 1, 1);
  private final Block b2 = scribe.block(b1, 1, 2);
  private final ViewChange bare = scribe.viewChange(5);
  private final ViewChange full =
      scribe.viewChange(
          5,
          Optional.of(scribe.stable(b1)),
          Optional.of(scribe.committed(1, b1)),
          scribe.prepared(1, b2));
  private final NewView view = scribe.newView(5, claims(full, bare, full));

  private static Map<Integer, ViewChange> claims(ViewChange... changes) {
    Map<Integer, ViewChange> result = new TreeMap<>();
    for (ViewChange change : changes) {
      result.put(result.size(), change);
    }
    return result;
  }

  private void refused(Reason reason, SignedMessage message) {
    Verdict verdict = verifier.verify(message);
    assertTrue(verdict instanceof Verdict.Refused, () -> "accepted: " + message);
    assertEquals(reason, ((Verdict.Refused) verdict).reason(), verdict::toString);
  }

  private void refused(Reason reason, int sender, EngineMessage body) {
    refused(reason, scribe.signed(sender, body));
  }

  private static VoteContent with(VoteContent c, Hash chain, long epoch, long view, long height) {
    return new VoteContent(chain, epoch, c.phase(), view, height, c.subject());
  }

  @Test
  @DisplayName("sender: nobody outside the epoch's validators")
  void sender() {
    Signature any = scribe.prePrepare(b1).signature();
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(4, new PrePrepare(b1), any));
    refused(Reason.UNKNOWN_SENDER, new SignedMessage(-1, new PrePrepare(b1), any));
    refused(Reason.MALFORMED, new SignedMessage(0, new FetchProbe(Hash.ZERO), Signature.NONE));
  }

  @Test
  @DisplayName("pre-prepare: chain, epoch, view, height, primary, proposer, signature")
  void prePrepare() {
    assertTrue(verifier.verify(scribe.prePrepare(b1)).accepted());
    refused(Reason.WRONG_LEADER, 2, new PrePrepare(b1));
    refused(Reason.WRONG_LEADER, 1, new PrePrepare(block(epoch.chain(), 0, 1, 2)));
    refused(Reason.WRONG_CHAIN, 1, new PrePrepare(block(Hash.ZERO, 0, 1, 1)));
    refused(Reason.WRONG_EPOCH, 1, new PrePrepare(block(epoch.chain(), 1, 1, 1)));
    refused(Reason.WRONG_VIEW, 0, new PrePrepare(block(epoch.chain(), 0, 0, 0)));
    refused(Reason.WRONG_HEIGHT, 0, new PrePrepare(scribe.root().height() == 0 ? zero() : b1));
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(1, new PrePrepare(b1), scribe.prePrepare(b2).signature()));
  }

  private Block block(Hash chain, long number, long view, int proposer) {
    return Block.of(scribe.root(), chain, number, view, proposer, 2_000, Payload.EMPTY);
  }

  /** A block of height 0 that names chain, epoch and view. */
  private Block zero() {
    var header =
        new io.quorate.consensus.BlockHeader(
            epoch.chain(), 0, 0, 4, Hash.ZERO, 0, 2_000, Payload.EMPTY.root());
    var out = new io.quorate.consensus.wire.Encoder();
    header.encode(out);
    Payload.EMPTY.encode(out);
    return Block.decode(out.toBytes()).orThrow();
  }

  @Test
  @DisplayName("S65 payload: size, count, chain and signature of transactions, evidence")
  void payload() {
    ChainParameters small = new ChainParameters(300, 400, 2, 100_000, 8, 1_000, 8_000, 10_000);
    Scribe narrow = new Scribe(new Fixture(new PbftFactory(), new FakeScheme(), small, 1, 1, 1, 1));
    MessageVerifier strict =
        new PbftFactory()
            .verifier(narrow.fixture.epoch, tx -> !tx.payload().equals(Bytes.utf8("unsigned")));
    assertEquals(Optional.empty(), reason(strict, narrow, payload(narrow, "one")));
    assertEquals(
        Optional.of(Reason.TOO_LARGE), reason(strict, narrow, payload(narrow, "1", "2", "3")));
    assertEquals(
        Optional.of(Reason.TOO_LARGE), reason(strict, narrow, payload(narrow, "x".repeat(301))));
    assertEquals(
        Optional.of(Reason.TOO_LARGE),
        reason(strict, narrow, payload(narrow, "x".repeat(100), "y".repeat(100))));
    assertEquals(
        Optional.of(Reason.BAD_PAYLOAD), reason(strict, narrow, payload(narrow, "unsigned")));
    assertEquals(
        Optional.of(Reason.BAD_PAYLOAD), reason(strict, narrow, payload(scribe, "elsewhere")));
    Equivocation false1 =
        Equivocation.of(
            scribe.prepare(0, 1, b1).vote().orElseThrow(),
            scribe.prepare(0, 1, b1).vote().orElseThrow());
    Payload accused = new Payload(List.of(), List.of(false1));
    refused(Reason.BAD_EVIDENCE, scribe.prePrepare(scribe.block(scribe.root(), 1, accused)));
  }

  private static Payload payload(Scribe scribe, String... texts) {
    PrivateKey client =
        SignatureSchemes.bouncyCastleEd25519()
            .privateKey(Sha256.hash(Bytes.utf8("client")).bytes());
    List<Transaction> transactions = new ArrayList<>();
    for (String text : texts) {
      transactions.add(
          Transaction.sign(
              scribe.fixture.epoch.chain(),
              client,
              transactions.size() + 1L,
              1_000,
              Bytes.utf8(text)));
    }
    return new Payload(transactions, List.of());
  }

  private static Optional<Reason> reason(MessageVerifier verifier, Scribe scribe, Payload payload) {
    Block block = scribe.block(scribe.root(), 1, payload);
    return verifier.verify(scribe.prePrepare(block)) instanceof Verdict.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  @Test
  @DisplayName("S5 votes: phase, chain, epoch, view, height, signature")
  void votes() {
    VoteContent prepare = scribe.content(Phase.PBFT_PREPARE, 1, b1);
    VoteContent commit = scribe.content(Phase.PBFT_COMMIT, 1, b1);
    assertTrue(verifier.verify(scribe.prepare(2, 1, b1)).accepted());
    assertTrue(verifier.verify(scribe.commit(2, 1, b1)).accepted());
    refused(Reason.MALFORMED, 2, new Prepare(commit));
    refused(Reason.MALFORMED, 2, new Commit(prepare));
    refused(Reason.WRONG_CHAIN, 2, new Prepare(with(prepare, Hash.ZERO, 0, 1, 1)));
    refused(Reason.WRONG_EPOCH, 2, new Prepare(with(prepare, epoch.chain(), 1, 1, 1)));
    refused(Reason.WRONG_VIEW, 2, new Commit(with(commit, epoch.chain(), 0, 0, 1)));
    refused(Reason.WRONG_HEIGHT, 2, new Commit(with(commit, epoch.chain(), 0, 1, 0)));
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(2, new Prepare(prepare), scribe.prepare(0, 1, b1).signature()));
  }

  @Test
  @DisplayName("S21 view change: domain, signature, shape of P, each certificate")
  void viewChange() {
    assertTrue(verifier.verify(scribe.signed(0, bare)).accepted());
    assertTrue(verifier.verify(scribe.signed(0, full)).accepted());
    refused(
        Reason.WRONG_CHAIN,
        0,
        new ViewChange(Hash.ZERO, 0, 5, Optional.empty(), Optional.empty(), List.of()));
    refused(
        Reason.WRONG_EPOCH,
        0,
        new ViewChange(epoch.chain(), 1, 5, Optional.empty(), Optional.empty(), List.of()));
    refused(Reason.WRONG_VIEW, 0, scribe.viewChange(1));
    refused(Reason.BAD_SIGNATURE, new SignedMessage(0, full, scribe.signed(0, bare).signature()));
    refused(Reason.WRONG_VIEW, 0, scribe.viewChange(5, scribe.prepared(5, b1)));
    refused(
        Reason.WRONG_VIEW, 0, scribe.viewChange(5, scribe.prepared(1, b1), scribe.prepared(2, b2)));
    refused(
        Reason.WRONG_HEIGHT,
        0,
        scribe.viewChange(5, scribe.prepared(2, b2), scribe.prepared(1, b1)));
    refused(
        Reason.WRONG_HEIGHT,
        0,
        scribe.viewChange(
            5, Optional.of(scribe.stable(b1)), Optional.empty(), scribe.prepared(1, b1)));
    refused(Reason.WRONG_HEIGHT, 0, scribe.viewChange(5, above()));
  }

  /** A prepared certificate one above the window. */
  private QuorumCertificate above() {
    long height = 2L * epoch.parameters().executionLag() + 1;
    VoteContent content =
        new VoteContent(epoch.chain(), 0, Phase.PBFT_PREPARE, 1, height, Hash.ZERO);
    return scribe.qc(content, scribe.firstQuorum());
  }

  @Test
  @DisplayName("S1 S3 S21 certificates: phase, quorum, every signature, view, height")
  void certificates() {
    QuorumCertificate few = scribe.qc(scribe.prepared(1, b1).content(), List.of(0, 1));
    refused(Reason.NO_QUORUM, 0, scribe.viewChange(5, few));
    refused(Reason.BAD_CERTIFICATE, 0, scribe.viewChange(5, scribe.committed(1, b1)));
    QuorumCertificate moved =
        new QuorumCertificate(scribe.prepared(1, b1).content(), scribe.prepared(2, b1).signature());
    refused(Reason.BAD_CERTIFICATE, 0, scribe.viewChange(5, moved));
    QuorumCertificate other =
        new QuorumCertificate(
            scribe.committed(1, b1).content(), scribe.committed(2, b1).signature());
    refused(Reason.BAD_CERTIFICATE, 0, new Decision(other));
    refused(
        Reason.BAD_CERTIFICATE,
        0,
        scribe.viewChange(5, Optional.empty(), Optional.of(scribe.prepared(1, b1))));
    var forged =
        new io.quorate.consensus.FinalityCertificate(
            scribe.stable(b2).attestation(), scribe.stable(b1).signature());
    refused(Reason.BAD_CERTIFICATE, 0, scribe.viewChange(5, Optional.of(forged), Optional.empty()));
    VoteContent none = new VoteContent(epoch.chain(), 0, Phase.PBFT_COMMIT, 0, 1, Hash.ZERO);
    refused(Reason.WRONG_VIEW, 0, new Decision(scribe.qc(none, scribe.firstQuorum())));
    VoteContent low = new VoteContent(epoch.chain(), 0, Phase.PBFT_COMMIT, 1, 0, Hash.ZERO);
    refused(Reason.WRONG_HEIGHT, 0, new Decision(scribe.qc(low, scribe.firstQuorum())));
  }

  @Test
  @DisplayName("S17 S22 new view: primary, signature, V of a quorum, each signer once")
  void newView() {
    assertTrue(verifier.verify(scribe.signed(1, view)).accepted());
    refused(Reason.WRONG_LEADER, 2, view);
    refused(
        Reason.BAD_SIGNATURE,
        new SignedMessage(1, view, scribe.signed(1, scribe.newView(5, claims(bare))).signature()));
    refused(Reason.NO_QUORUM, 1, scribe.newView(5, claims(bare, bare)));
    SignedClaim claim = view.claims().getFirst();
    refused(Reason.MALFORMED, 1, changed(List.of(claim, claim, claim)));
    SignedClaim stranger = new SignedClaim(7, claim.claim(), claim.signature());
    refused(Reason.UNKNOWN_SENDER, 1, changed(List.of(claim, stranger)));
    refused(Reason.WRONG_VIEW, 1, scribe.newView(1, claims(bare, bare, bare)));
  }

  private NewView changed(List<SignedClaim> claims) {
    return new NewView(
        epoch.chain(), epoch.number(), 5, claims, view.stable(), view.certificates());
  }

  @Test
  @DisplayName("S21 new view: claims altered, of another view, without or with idle certificates")
  void newViewClaims() {
    List<SignedClaim> claims = new ArrayList<>(view.claims());
    SignedClaim second = claims.get(1);
    claims.set(1, new SignedClaim(1, full.claim(), second.signature()));
    refused(Reason.BAD_SIGNATURE, 1, changed(claims));
    ViewChange early = scribe.viewChange(4);
    refused(
        Reason.BAD_SIGNATURE,
        1,
        new NewView(
            epoch.chain(),
            0,
            5,
            scribe.newView(4, claims(early, early, early)).claims(),
            List.of(),
            List.of()));
    refused(
        Reason.BAD_CERTIFICATE,
        1,
        new NewView(epoch.chain(), 0, 5, view.claims(), view.stable(), List.of()));
    refused(
        Reason.BAD_CERTIFICATE,
        1,
        new NewView(epoch.chain(), 0, 5, view.claims(), List.of(), view.certificates()));
    QuorumCertificate idle = scribe.prepared(2, b2);
    List<QuorumCertificate> swapped = new ArrayList<>(view.certificates());
    swapped.set(0, idle);
    refused(
        Reason.BAD_CERTIFICATE,
        1,
        new NewView(epoch.chain(), 0, 5, view.claims(), view.stable(), swapped));
    refused(
        Reason.BAD_CERTIFICATE,
        1,
        new NewView(
            epoch.chain(), 0, 5, view.claims(), List.of(scribe.stable(b2)), view.certificates()));
    ViewChange tall = scribe.viewChange(5, scribe.prepared(5, b1));
    refused(Reason.WRONG_VIEW, 1, scribe.newView(5, claims(bare, bare, tall)));
    QuorumCertificate few = scribe.qc(scribe.prepared(1, b1).content(), List.of(0, 1));
    refused(Reason.NO_QUORUM, 1, scribe.newView(5, claims(bare, bare, scribe.viewChange(5, few))));
  }

  @Test
  @DisplayName("copies and decisions: the primary's signature, none of the sender's")
  void unsigned() {
    Signature primary = scribe.signed(1, view).signature();
    assertTrue(verifier.verify(scribe.signed(3, new NewViewCopy(view, primary))).accepted());
    refused(Reason.BAD_SIGNATURE, 3, new NewViewCopy(view, scribe.signed(2, view).signature()));
    refused(Reason.MALFORMED, new SignedMessage(3, new NewViewCopy(view, primary), primary));
    Decision decision = new Decision(scribe.committed(1, b1));
    assertTrue(verifier.verify(scribe.signed(3, decision)).accepted());
    refused(Reason.MALFORMED, new SignedMessage(3, decision, primary));
  }
}
