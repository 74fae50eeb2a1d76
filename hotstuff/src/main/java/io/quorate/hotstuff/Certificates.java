package io.quorate.hotstuff;

import io.quorate.consensus.CertificateChecks;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.VerifiedDigests;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignerSet;

/** Judges quorum and timeout certificates, and remembers the ones that held. Thread-safe. */
final class Certificates {
  private static final int REMEMBERED = 512;

  private final Epoch epoch;
  private final VerifiedDigests verified = new VerifiedDigests(REMEMBERED);

  Certificates(Epoch epoch) {
    this.epoch = epoch;
  }

  /** The certificate that needs no votes: that of the block the epoch starts from, in view 0. */
  static QuorumCertificate root(Epoch epoch, Hash block) {
    VoteContent content =
        new VoteContent(
            epoch.chain(), epoch.number(), Phase.HOTSTUFF_VOTE, 0, epoch.firstHeight() - 1, block);
    SignerSet nobody = SignerSet.empty(epoch.validators().size());
    return new QuorumCertificate(content, new AggregateSignature(nobody, Bytes.EMPTY));
  }

  Verdict check(QuorumCertificate certificate) {
    VoteContent content = certificate.content();
    if (content.view() == 0) {
      // Which block the epoch starts from is known to the engine, which compares the hash.
      return certificate.equals(root(epoch, content.subject()))
          ? Verdict.accept()
          : Verdict.refuse(Reason.BAD_CERTIFICATE, "certificate of view 0 is not the root's");
    }
    if (content.phase() != Phase.HOTSTUFF_VOTE) {
      return Verdict.refuse(Reason.BAD_CERTIFICATE, "certificate over phase " + content.phase());
    }
    if (content.height() < epoch.firstHeight()) {
      return Verdict.refuse(Reason.WRONG_HEIGHT, "certificate below the epoch's first height");
    }
    Hash digest = digest(certificate);
    if (verified.contains(digest)) {
      return Verdict.accept();
    }
    Verdict verdict = certificate.verify(epoch);
    if (verdict.accepted()) {
      verified.add(digest);
    }
    return verdict;
  }

  Verdict check(TimeoutCertificate certificate) {
    if (certificate.view() < 1 || certificate.highQc().content().view() >= certificate.view()) {
      return Verdict.refuse(Reason.WRONG_VIEW, "timeout certificate of a view already certified");
    }
    if (certificate.highViews().size() != certificate.signature().signers().count()
        || certificate.highestView() != certificate.highQc().content().view()) {
      return Verdict.refuse(
          Reason.BAD_CERTIFICATE, "timeout certificate does not show its highest certificate");
    }
    Hash digest = digest(certificate);
    if (verified.contains(digest)) {
      return Verdict.accept();
    }
    Verdict quorum = CertificateChecks.quorum(certificate.signature(), epoch);
    if (!quorum.accepted()) {
      return quorum;
    }
    Verdict high = check(certificate.highQc());
    if (!high.accepted()) {
      return high;
    }
    boolean holds =
        certificate
            .signature()
            .verifyEach(epoch.scheme(), epoch.validators().keys(), certificate.messages(epoch));
    if (!holds) {
      return Verdict.refuse(Reason.BAD_CERTIFICATE, "timeout signatures do not hold");
    }
    verified.add(digest);
    return Verdict.accept();
  }

  private static Hash digest(QuorumCertificate certificate) {
    Encoder out = new Encoder(512);
    certificate.encode(out);
    return Sha256.tagged("quorate/hotstuff/known-qc/1", out.toBytes());
  }

  private static Hash digest(TimeoutCertificate certificate) {
    Encoder out = new Encoder(1024);
    certificate.encode(out);
    return Sha256.tagged("quorate/hotstuff/known-tc/1", out.toBytes());
  }
}
