package io.quorate.pbft;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Signature;

/**
 * One validator's view change inside a new view.
 *
 * @param signer its index
 * @param claim what it said
 * @param signature over {@link Claim#toSign}
 */
public record SignedClaim(int signer, Claim claim, Signature signature) {
  private static final int SIGNATURE_BYTES = 96;

  /** Smallest encoding in bytes. */
  static final int MINIMUM_SIZE = 4 + 1 + 1 + 4 + 4;

  void encode(Encoder out) {
    out.u32(signer);
    claim.encode(out);
    out.bytes(signature.bytes());
  }

  static SignedClaim decode(Decoder in) throws MalformedInput {
    return new SignedClaim(in.u32(), Claim.decode(in), new Signature(in.bytes(SIGNATURE_BYTES)));
  }
}
