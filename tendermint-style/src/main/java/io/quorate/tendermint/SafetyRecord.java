package io.quorate.tendermint;

import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What a replica must not forget, or it could contradict itself after a restart; and what a height
 * could get stuck without if everybody restarted.
 *
 * @param height the height it decides
 * @param round its round there
 * @param step its step there
 * @param locked lockedValue and lockedRound
 * @param valid validValue and validRound
 * @param polka the certificate of {@code valid}, without which it could not be proposed again
 * @param proposal its last proposal at this height
 * @param prevote its last prevote at this height
 * @param precommit its last precommit at this height
 * @param signed its votes of the last rounds, as they came back signed
 * @param decision the certificate of the height before
 */
record SafetyRecord(
    long height,
    long round,
    Step step,
    Optional<RoundValue> locked,
    Optional<RoundValue> valid,
    Optional<QuorumCertificate> polka,
    Optional<LastProposal> proposal,
    Optional<VoteContent> prevote,
    Optional<VoteContent> precommit,
    List<SignedVote> signed,
    Optional<QuorumCertificate> decision) {
  private static final int FORMAT = 1;

  /** Most own votes that are remembered with their signatures: two of each round. */
  static final int MOST_SIGNED = 6;

  SafetyRecord {
    signed = List.copyOf(signed);
  }

  /** Everything beside the block that it takes to send a proposal again, byte for byte. */
  record LastProposal(long round, Hash block, Optional<QuorumCertificate> polka) {}

  Bytes encoded() {
    Encoder out = new Encoder(1024).u8(FORMAT).u64(height).u64(round).u8(step.code());
    RoundValue.encode(out, locked);
    RoundValue.encode(out, valid);
    TendermintCodec.certificate(out, polka);
    out.bool(proposal.isPresent());
    proposal.ifPresent(last -> {
      out.u64(last.round()).hash(last.block());
      TendermintCodec.certificate(out, last.polka());
    });
    vote(out, prevote);
    vote(out, precommit);
    out.list(signed, (o, vote) -> vote.encode(o));
    TendermintCodec.certificate(out, decision);
    return out.toBytes();
  }

  static Decoded<SafetyRecord> decode(Bytes input) {
    return Decoder.decode(input, Limits.MESSAGE_BYTES, SafetyRecord::decode);
  }

  private static SafetyRecord decode(Decoder in) throws MalformedInput {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedInput("safety state of format " + format + ", this is format " + FORMAT);
    }
    return new SafetyRecord(
        in.u64(),
        in.u64(),
        step(in),
        RoundValue.decode(in),
        RoundValue.decode(in),
        TendermintCodec.certificate(in),
        in.bool()
            ? Optional.of(new LastProposal(in.u64(), in.hash(), TendermintCodec.certificate(in)))
            : Optional.empty(),
        vote(in),
        vote(in),
        in.list(MOST_SIGNED, VoteContent.SIZE + 8, SignedVote::decode),
        TendermintCodec.certificate(in));
  }

  private static Step step(Decoder in) throws MalformedInput {
    int code = in.u8();
    Step step = Step.ofCode(code).orElse(null);
    if (step == null) {
      throw new MalformedInput("unknown step " + code);
    }
    return step;
  }

  private static void vote(Encoder out, Optional<VoteContent> vote) {
    out.bool(vote.isPresent());
    vote.ifPresent(v -> v.encode(out));
  }

  private static Optional<VoteContent> vote(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(VoteContent.decode(in)) : Optional.empty();
  }
}
