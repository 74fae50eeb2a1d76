package io.quorate.consensus;

import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;

/**
 * Evidence that one validator signed two contradicting votes or proposals; anyone with the epoch's
 * validator set can verify it. The two votes are ordered by their subject, so that one offence has
 * one encoding per pair.
 *
 * @param first the vote with the smaller content
 * @param second the other vote
 */
public record Equivocation(SignedVote first, SignedVote second) {
  /** Smallest encoding in bytes. */
  public static final int MINIMUM_SIZE = 2 * (VoteContent.SIZE + 8);

  /** Orders the two votes. */
  public static Equivocation of(SignedVote one, SignedVote other) {
    boolean ordered = one.content().signingBytes().compareTo(other.content().signingBytes()) <= 0;
    return ordered ? new Equivocation(one, other) : new Equivocation(other, one);
  }

  /** The offender's index in its epoch's validator set. */
  public int validator() {
    return first.signer();
  }

  /**
   * Names the offence: validator, epoch and phase. All pairs of that kind share it, whatever their
   * view and height, so that an offender who signs one pair after the other gives the chain a few
   * pieces of evidence to carry in an epoch, and not work without end.
   */
  public Hash offence() {
    VoteContent vote = first.content();
    return Sha256.tagged(
        "quorate/offence/2",
        new Encoder().u32(validator()).u64(vote.epoch()).u8(vote.phase().code()).toBytes());
  }

  /**
   * Names the contradiction: the offence, and the slot that admits one subject; two pairs of one
   * slot share it.
   */
  public Hash contradiction() {
    VoteContent vote = first.content();
    boolean perHeight = vote.phase().slot() == Phase.Slot.HEIGHT_AND_VIEW;
    return Sha256.tagged(
        "quorate/contradiction/1",
        new Encoder()
            .hash(offence())
            .u64(vote.view())
            .u64(perHeight ? vote.height() : 0)
            .toBytes());
  }

  /**
   * Whether it proves what it says: one signer, contradicting contents, both signatures valid.
   * Evidence of an epoch counts in that epoch and the next one, so that the end of an epoch hides
   * nothing.
   *
   * @param current the epoch in which it is judged
   */
  public Verdict verify(Epoch current) {
    boolean before = first.content().epoch() == current.number() - 1;
    Epoch epoch = before ? current.previous() : current;
    if (first.signer() != second.signer() || !first.content().contradicts(second.content())) {
      return Verdict.refuse(Reason.BAD_EVIDENCE, "the two votes do not contradict each other");
    }
    if (first.content().signingBytes().compareTo(second.content().signingBytes()) >= 0) {
      return Verdict.refuse(Reason.BAD_EVIDENCE, "votes out of order");
    }
    Verdict one = first.verify(epoch);
    return one.accepted() ? second.verify(epoch) : one;
  }

  /** The canonical form. */
  public Bytes encoded() {
    Encoder out = new Encoder();
    encode(out);
    return out.toBytes();
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    first.encode(out);
    second.encode(out);
  }

  /** Reads the canonical form. */
  public static Equivocation decode(Decoder in) throws MalformedInput {
    return new Equivocation(SignedVote.decode(in), SignedVote.decode(in));
  }
}
