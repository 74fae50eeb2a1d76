package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SignerSet;

/** What every kind of certificate checks and encodes alike. */
public final class CertificateChecks {
  private CertificateChecks() {}

  /** Whether {@code content} belongs to the epoch's chain, number and engine. */
  public static Verdict domain(VoteContent content, Epoch epoch) {
    if (!content.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "certificate of another chain");
    }
    if (content.epoch() != epoch.number() || content.phase().engine() != epoch.engine()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "certificate of another epoch or engine");
    }
    return Verdict.accept();
  }

  /** Whether the bitmap is over exactly this validator set and its power is a quorum. */
  public static Verdict quorum(AggregateSignature signature, Epoch epoch) {
    SignerSet signers = signature.signers();
    if (signers.validators() != epoch.validators().size()) {
      return Verdict.refuse(
          Reason.BAD_CERTIFICATE,
          "bitmap over "
              + signers.validators()
              + " validators, the epoch has "
              + epoch.validators().size());
    }
    return epoch.validators().isQuorum(epoch.validators().powerOf(signers))
        ? Verdict.accept()
        : Verdict.refuse(Reason.NO_QUORUM, signers.count() + " signers are no quorum");
  }

  /** Writes signers and aggregate. */
  public static void encode(Encoder out, AggregateSignature signature) {
    out.u32(signature.signers().validators())
        .bytes(signature.signers().encode())
        .bytes(signature.signature());
  }

  /**
   * Reads signers and aggregate; refuses bit sets that are over-long or have bits past the end
   * (scenario S6).
   */
  public static AggregateSignature decode(Decoder in) throws MalformedInput {
    int validators = in.u32();
    if (validators < 1 || validators > Limits.VALIDATORS) {
      throw new MalformedInput("bitmap over " + validators + " validators");
    }
    Bytes bitmap = in.bytes((Limits.VALIDATORS + 7) / 8);
    SignerSet signers = SignerSet.decode(validators, bitmap).orElse(null);
    if (signers == null) {
      throw new MalformedInput("signer bitmap is not canonical");
    }
    return new AggregateSignature(signers, in.bytes(Limits.AGGREGATE_BYTES));
  }
}
