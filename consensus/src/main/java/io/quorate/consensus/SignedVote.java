package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Signature;

/**
 * One validator's signature under one vote content.
 *
 * @param signer index in the epoch's validator set
 * @param content what was signed
 * @param signature the signature
 */
public record SignedVote(int signer, VoteContent content, Signature signature) {

  /** Whether the signer belongs to the epoch and signed this content for this chain and epoch. */
  public Verdict verify(Epoch epoch) {
    if (!content.chain().equals(epoch.chain())) {
      return Verdict.refuse(Reason.WRONG_CHAIN, "vote of another chain");
    }
    if (content.epoch() != epoch.number() || content.phase().engine() != epoch.engine()) {
      return Verdict.refuse(Reason.WRONG_EPOCH, "vote of another epoch or engine");
    }
    if (!epoch.validators().contains(signer)) {
      return Verdict.refuse(Reason.UNKNOWN_SENDER, "no validator " + signer);
    }
    boolean valid =
        epoch
            .scheme()
            .verify(epoch.validators().get(signer).key(), content.signingBytes(), signature);
    return valid
        ? Verdict.accept()
        : Verdict.refuse(
            Reason.BAD_SIGNATURE, "signature of validator " + signer + " does not hold");
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.u32(signer);
    content.encode(out);
    out.bytes(signature.bytes());
  }

  /** Reads the canonical form. */
  public static SignedVote decode(Decoder in) throws MalformedInput {
    return new SignedVote(in.u32(), VoteContent.decode(in), new Signature(in.bytes(96)));
  }
}
