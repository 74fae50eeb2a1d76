package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.AggregateSignature;

/**
 * One aggregate signature of a quorum over one vote content. Two valid certificates over one
 * content may differ in their signers; never use the bytes as an identifier.
 *
 * @param content what the quorum signed
 * @param signature signers and aggregate
 */
public record QuorumCertificate(VoteContent content, AggregateSignature signature) {

  /**
   * Checks domain, bitmap length, voting power and signature, in that order, so that nothing costly
   * is done for a certificate that cannot be valid (scenarios S1, S3, S5, S6).
   */
  public Verdict verify(Epoch epoch) {
    Verdict domain = CertificateChecks.domain(content, epoch);
    if (!domain.accepted()) {
      return domain;
    }
    Verdict power = CertificateChecks.quorum(signature, epoch);
    if (!power.accepted()) {
      return power;
    }
    return signature.verify(epoch.scheme(), epoch.validators().keys(), content.signingBytes())
        ? Verdict.accept()
        : Verdict.refuse(Reason.BAD_CERTIFICATE, "aggregate signature does not hold");
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    content.encode(out);
    CertificateChecks.encode(out, signature);
  }

  /** Reads the canonical form; bitmap canonical, lengths bounded. */
  public static QuorumCertificate decode(Decoder in) throws MalformedInput {
    return new QuorumCertificate(VoteContent.decode(in), CertificateChecks.decode(in));
  }
}
