package io.quorate.hotstuff;

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
import io.quorate.crypto.Signature;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.Optional;

/** The canonical wire form: sender, kind, body, signature. */
final class HotStuffCodec implements MessageCodec {
  private static final int PROPOSAL = 1;
  private static final int VOTE = 2;
  private static final int TIMEOUT = 3;
  private static final int SYNC = 4;
  private static final int SIGNATURE_BYTES = 96;

  @Override
  public Bytes encode(SignedMessage message) {
    if (!(message.body() instanceof HotStuffMessage body)) {
      throw new IllegalArgumentException("not a HotStuff message: " + message.body());
    }
    Encoder out = new Encoder().u32(message.sender());
    switch (body) {
      case Proposal proposal -> {
        out.u8(PROPOSAL).fixed(proposal.block().encoded());
        proposal.justify().encode(out);
        certificate(out, proposal.timeoutCertificate());
      }
      case Vote vote -> {
        out.u8(VOTE);
        vote.content().encode(out);
      }
      case Timeout timeout -> {
        out.u8(TIMEOUT).u64(timeout.view());
        timeout.highQc().encode(out);
        out.bool(timeout.vote().isPresent());
        timeout.vote().ifPresent(vote -> vote.encode(out));
        certificate(out, timeout.timeoutCertificate());
      }
      case Sync sync -> {
        out.u8(SYNC);
        sync.highQc().encode(out);
        certificate(out, sync.timeoutCertificate());
      }
    }
    return out.bytes(message.signature().bytes()).toBytes();
  }

  @Override
  public Decoded<SignedMessage> decode(Bytes input) {
    return Decoder.decode(input, Limits.MESSAGE_BYTES, HotStuffCodec::message);
  }

  static void certificate(Encoder out, Optional<TimeoutCertificate> certificate) {
    out.bool(certificate.isPresent());
    certificate.ifPresent(c -> c.encode(out));
  }

  static Optional<TimeoutCertificate> certificate(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(TimeoutCertificate.decode(in)) : Optional.empty();
  }

  private static SignedMessage message(Decoder in) throws MalformedInput {
    int sender = in.u32();
    HotStuffMessage body = body(in, in.u8());
    return new SignedMessage(sender, body, new Signature(in.bytes(SIGNATURE_BYTES)));
  }

  private static HotStuffMessage body(Decoder in, int kind) throws MalformedInput {
    return switch (kind) {
      case PROPOSAL ->
          new Proposal(Block.decode(in), QuorumCertificate.decode(in), certificate(in));
      case VOTE -> new Vote(VoteContent.decode(in));
      case TIMEOUT -> {
        long view = in.u64();
        QuorumCertificate highQc = QuorumCertificate.decode(in);
        Optional<SignedVote> vote =
            in.bool() ? Optional.of(SignedVote.decode(in)) : Optional.empty();
        yield new Timeout(view, highQc, vote, certificate(in));
      }
      case SYNC -> new Sync(QuorumCertificate.decode(in), certificate(in));
      default -> throw new MalformedInput("unknown message kind " + kind);
    };
  }
}
