package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;

/**
 * A quorum's attestation of one executed height: what a client trusts, whichever engine ordered the
 * block.
 *
 * @param attestation what the quorum signed
 * @param signature signers and aggregate
 */
public record FinalityCertificate(Attestation attestation, AggregateSignature signature) {

  /** Checks chain, epoch, bitmap, voting power and signature. */
  public Verdict verify(Epoch epoch) {
    if (!attestation.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "finality certificate of another chain");
    }
    if (attestation.epoch() != epoch.number() || !epoch.contains(attestation.height())) {
      return Verdict.refuse(
          Reason.WRONG_EPOCH,
          "height " + attestation.height() + " is not of epoch " + epoch.number());
    }
    if (!attestation.nextEpoch().equals(epoch.successorAt(attestation.height()))) {
      return Verdict.refuse(
          Reason.WRONG_EPOCH,
          "certificate of height " + attestation.height() + " names another next epoch");
    }
    Verdict power = CertificateChecks.quorum(signature, epoch);
    if (!power.accepted()) {
      return power;
    }
    return signature.verify(epoch.scheme(), epoch.validators().keys(), attestation.signingBytes())
        ? Verdict.accept()
        : Verdict.refuse(Reason.BAD_CERTIFICATE, "aggregate signature does not hold");
  }

  /** The canonical form. */
  public Bytes encoded() {
    Encoder out = new Encoder(512);
    encode(out);
    return out.toBytes();
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    attestation.encode(out);
    CertificateChecks.encode(out, signature);
  }

  /** Reads the canonical form of one certificate. */
  public static Decoded<FinalityCertificate> decode(Bytes input) {
    return Decoder.decode(
        input, Attestation.SIZE + 64 + Limits.AGGREGATE_BYTES, FinalityCertificate::decode);
  }

  /** Reads the canonical form inside a larger message. */
  public static FinalityCertificate decode(Decoder in) throws MalformedInput {
    return new FinalityCertificate(Attestation.decode(in), CertificateChecks.decode(in));
  }
}
