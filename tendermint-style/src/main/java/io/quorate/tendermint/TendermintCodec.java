package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignerSet;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.Optional;

/** The canonical wire form: sender, kind, body, signature. */
final class TendermintCodec implements MessageCodec {
  private static final int PROPOSAL = 1;
  private static final int VOTE = 2;
  private static final int STATUS = 3;
  private static final int VOTES = 4;
  private static final int DECISION = 5;
  private static final int SIGNATURE_BYTES = 96;
  private static final int SMALLEST_VOTE = VoteContent.SIZE + 8;

  /** Most votes of one message: prevotes and precommits of three rounds. */
  static final int MOST_VOTES = 6 * Limits.VALIDATORS;

  @Override
  public Bytes encode(SignedMessage message) {
    if (!(message.body() instanceof TendermintMessage body)) {
      throw new IllegalArgumentException("not a Tendermint message: " + message.body());
    }
    Encoder out = new Encoder().u32(message.sender());
    switch (body) {
      case Proposal proposal -> {
        out.u8(PROPOSAL).fixed(proposal.block().encoded()).u64(proposal.round());
        certificate(out, proposal.polka());
      }
      case Vote vote -> {
        out.u8(VOTE);
        vote.content().encode(out);
      }
      case Status status -> status(out.u8(STATUS), status);
      case Votes votes -> {
        out.u8(VOTES).list(votes.votes(), (o, vote) -> vote.encode(o));
        certificate(out, votes.polka());
      }
      case Decision decision -> {
        out.u8(DECISION);
        decision.precommits().encode(out);
      }
    }
    return out.bytes(message.signature().bytes()).toBytes();
  }

  @Override
  public Decoded<SignedMessage> decode(Bytes input) {
    return Decoder.decode(input, Limits.MESSAGE_BYTES, TendermintCodec::message);
  }

  static void certificate(Encoder out, Optional<QuorumCertificate> certificate) {
    out.bool(certificate.isPresent());
    certificate.ifPresent(c -> c.encode(out));
  }

  static Optional<QuorumCertificate> certificate(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(QuorumCertificate.decode(in)) : Optional.empty();
  }

  private static void status(Encoder out, Status status) {
    out.hash(status.chain()).u64(status.epoch()).u64(status.height()).u64(status.round());
    out.u32(status.prevotes().validators());
    out.bytes(status.prevotes().encode()).bytes(status.precommits().encode());
    out.bool(status.proposal()).u64(status.validRound() + 1).bool(status.waits());
  }

  private static SignedMessage message(Decoder in) throws MalformedInput {
    int sender = in.u32();
    TendermintMessage body = body(in, in.u8());
    return new SignedMessage(sender, body, new Signature(in.bytes(SIGNATURE_BYTES)));
  }

  private static TendermintMessage body(Decoder in, int kind) throws MalformedInput {
    return switch (kind) {
      case PROPOSAL -> new Proposal(Block.decode(in), in.u64(), certificate(in));
      case VOTE -> new Vote(VoteContent.decode(in));
      case STATUS -> status(in);
      case VOTES ->
          new Votes(in.list(MOST_VOTES, SMALLEST_VOTE, SignedVote::decode), certificate(in));
      case DECISION -> new Decision(QuorumCertificate.decode(in));
      default -> throw new MalformedInput("unknown message kind " + kind);
    };
  }

  private static Status status(Decoder in) throws MalformedInput {
    Hash chain = in.hash();
    long epoch = in.u64();
    long height = in.u64();
    long round = in.u64();
    int validators = in.u32();
    if (validators < 1 || validators > Limits.VALIDATORS) {
      throw new MalformedInput("bitmap over " + validators + " validators");
    }
    return new Status(
        chain,
        epoch,
        height,
        round,
        signers(in, validators),
        signers(in, validators),
        in.bool(),
        in.u64() - 1,
        in.bool());
  }

  private static SignerSet signers(Decoder in, int validators) throws MalformedInput {
    Bytes bitmap = in.bytes((Limits.VALIDATORS + 7) / 8);
    SignerSet signers = SignerSet.decode(validators, bitmap).orElse(null);
    if (signers == null) {
      throw new MalformedInput("signer bitmap is not canonical");
    }
    return signers;
  }
}
