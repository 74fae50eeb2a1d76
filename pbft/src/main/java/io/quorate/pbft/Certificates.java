package io.quorate.pbft;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.VerifiedDigests;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.function.Supplier;

/** Judges certificates, and remembers the ones that held. Thread-safe. */
final class Certificates {
  private static final int REMEMBERED = 1024;

  private final Epoch epoch;
  private final VerifiedDigests verified = new VerifiedDigests(REMEMBERED);

  Certificates(Epoch epoch) {
    this.epoch = epoch;
  }

  Verdict prepared(QuorumCertificate certificate) {
    return check(certificate, Phase.PBFT_PREPARE);
  }

  Verdict committed(QuorumCertificate certificate) {
    return check(certificate, Phase.PBFT_COMMIT);
  }

  Verdict stable(FinalityCertificate certificate) {
    Hash digest = Sha256.tagged("quorate/pbft/known-finality/1", certificate.encoded());
    return remembered(digest, () -> certificate.verify(epoch));
  }

  private Verdict check(QuorumCertificate certificate, Phase phase) {
    VoteContent content = certificate.content();
    if (content.phase() != phase) {
      return Verdict.refuse(Reason.BAD_CERTIFICATE, "certificate over phase " + content.phase());
    }
    if (content.view() < Views.FIRST) {
      return Verdict.refuse(Reason.WRONG_VIEW, "certificate of view " + content.view());
    }
    if (!epoch.contains(content.height())) {
      return Verdict.refuse(Reason.WRONG_HEIGHT, "certificate of height " + content.height());
    }
    Encoder out = new Encoder(512);
    certificate.encode(out);
    Hash digest = Sha256.tagged("quorate/pbft/known-qc/1", out.toBytes());
    return remembered(digest, () -> certificate.verify(epoch));
  }

  private Verdict remembered(Hash digest, Supplier<Verdict> check) {
    if (verified.contains(digest)) {
      return Verdict.accept();
    }
    Verdict verdict = check.get();
    if (verdict.accepted()) {
      verified.add(digest);
    }
    return verdict;
  }
}
