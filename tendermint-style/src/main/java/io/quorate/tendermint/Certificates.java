package io.quorate.tendermint;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.VerifiedDigests;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.function.Supplier;

/** Judges certificates and relayed votes, and remembers the ones that held. Thread-safe. */
final class Certificates {
  private static final int REMEMBERED = 4_096;

  /** Far above any round a chain can reach, and far below where sums of rounds overflow. */
  static final long MOST_ROUNDS = 1L << 40;

  private final Epoch epoch;
  private final VerifiedDigests verified = new VerifiedDigests(REMEMBERED);

  Certificates(Epoch epoch) {
    this.epoch = epoch;
  }

  /** Whether the certificate is of that phase, for a block of this epoch, and holds. */
  Verdict check(QuorumCertificate certificate, Phase phase) {
    VoteContent content = certificate.content();
    if (content.phase() != phase || content.subject().equals(Hash.ZERO)) {
      return Verdict.refuse(
          Reason.BAD_CERTIFICATE, "not a certificate of " + phase + " for a block");
    }
    Verdict place = place(content.height(), content.view());
    if (!place.accepted()) {
      return place;
    }
    Encoder out = new Encoder(512);
    certificate.encode(out);
    Hash digest = Sha256.tagged("quorate/tendermint/known-qc/1", out.toBytes());
    return remembered(digest, () -> certificate.verify(epoch));
  }

  /** Whether the vote is a prevote or precommit of this epoch and its signature holds. */
  Verdict check(SignedVote vote) {
    Verdict content = content(vote.content());
    if (!content.accepted()) {
      return content;
    }
    Encoder out = new Encoder(256);
    vote.encode(out);
    Hash digest = Sha256.tagged("quorate/tendermint/known-vote/1", out.toBytes());
    return remembered(digest, () -> vote.verify(epoch));
  }

  /** Everything about a vote's content beside the signature. */
  Verdict content(VoteContent content) {
    if (!content.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "vote of another chain");
    }
    boolean votes =
        content.phase() == Phase.TENDERMINT_PREVOTE
            || content.phase() == Phase.TENDERMINT_PRECOMMIT;
    if (content.epoch() != epoch.number() || !votes) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "vote of another epoch or phase");
    }
    return place(content.height(), content.view());
  }

  Verdict place(long height, long round) {
    if (!epoch.contains(height)) {
      return Verdict.refuse(Reason.WRONG_HEIGHT, "height " + height + " is not of this epoch");
    }
    return round < MOST_ROUNDS
        ? Verdict.accept()
        : Verdict.refuse(Reason.WRONG_VIEW, "nobody gets to round " + round);
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
