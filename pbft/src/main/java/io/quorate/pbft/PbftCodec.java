package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
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
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Optional;

/** The canonical wire form: sender, kind, body, signature. */
final class PbftCodec implements MessageCodec {
  private static final int PRE_PREPARE = 1;
  private static final int PREPARE = 2;
  private static final int COMMIT = 3;
  private static final int VIEW_CHANGE = 4;
  private static final int NEW_VIEW = 5;
  private static final int NEW_VIEW_COPY = 6;
  private static final int DECISION = 7;
  private static final int SIGNATURE_BYTES = 96;

  /** Validators, bitmap and aggregate, each behind its length. */
  private static final int LEAST_AGGREGATE = 4 + 4 + 1 + 4;

  private static final int LEAST_FINALITY = Attestation.SIZE + LEAST_AGGREGATE;
  private static final int LEAST_CERTIFICATE = VoteContent.SIZE + LEAST_AGGREGATE;
  private static final int MOST_CERTIFICATES = Limits.VALIDATORS * (Claim.MOST_RUNS + 1);

  @Override
  public Bytes encode(SignedMessage message) {
    if (!(message.body() instanceof PbftMessage body)) {
      throw new IllegalArgumentException("not a PBFT message: " + message.body());
    }
    Encoder out = new Encoder().u32(message.sender());
    switch (body) {
      case PrePrepare prePrepare -> out.u8(PRE_PREPARE).fixed(prePrepare.block().encoded());
      case Prepare prepare -> prepare.content().encode(out.u8(PREPARE));
      case Commit commit -> commit.content().encode(out.u8(COMMIT));
      case ViewChange change -> viewChange(out.u8(VIEW_CHANGE), change);
      case NewView view -> newView(out.u8(NEW_VIEW), view);
      case NewViewCopy copy -> {
        newView(out.u8(NEW_VIEW_COPY), copy.original());
        out.bytes(copy.signature().bytes());
      }
      case Decision decision -> decision.certificate().encode(out.u8(DECISION));
    }
    return out.bytes(message.signature().bytes()).toBytes();
  }

  @Override
  public Decoded<SignedMessage> decode(Bytes input) {
    return Decoder.decode(input, Limits.MESSAGE_BYTES, PbftCodec::message);
  }

  static void viewChange(Encoder out, ViewChange change) {
    out.hash(change.chain()).u64(change.epoch()).u64(change.view());
    finality(out, change.stable());
    certificate(out, change.decided());
    out.list(change.prepared(), (o, each) -> each.encode(o));
  }

  static ViewChange viewChange(Decoder in) throws MalformedInput {
    return new ViewChange(
        in.hash(),
        in.u64(),
        in.u64(),
        finality(in),
        certificate(in),
        in.list(Claim.MOST_RUNS, LEAST_CERTIFICATE, QuorumCertificate::decode));
  }

  static void newView(Encoder out, NewView view) {
    out.hash(view.chain()).u64(view.epoch()).u64(view.view());
    out.list(view.claims(), (o, each) -> each.encode(o));
    out.list(view.stable(), (o, each) -> each.encode(o));
    out.list(view.certificates(), (o, each) -> each.encode(o));
  }

  static NewView newView(Decoder in) throws MalformedInput {
    Hash chain = in.hash();
    long epoch = in.u64();
    long view = in.u64();
    List<SignedClaim> claims =
        in.list(Limits.VALIDATORS, SignedClaim.MINIMUM_SIZE, SignedClaim::decode);
    List<FinalityCertificate> stable =
        in.list(Limits.VALIDATORS, LEAST_FINALITY, FinalityCertificate::decode);
    return new NewView(
        chain,
        epoch,
        view,
        claims,
        stable,
        in.list(MOST_CERTIFICATES, LEAST_CERTIFICATE, QuorumCertificate::decode));
  }

  static void certificate(Encoder out, Optional<QuorumCertificate> certificate) {
    out.bool(certificate.isPresent());
    certificate.ifPresent(each -> each.encode(out));
  }

  static Optional<QuorumCertificate> certificate(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(QuorumCertificate.decode(in)) : Optional.empty();
  }

  static void finality(Encoder out, Optional<FinalityCertificate> certificate) {
    out.bool(certificate.isPresent());
    certificate.ifPresent(each -> each.encode(out));
  }

  static Optional<FinalityCertificate> finality(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(FinalityCertificate.decode(in)) : Optional.empty();
  }

  private static SignedMessage message(Decoder in) throws MalformedInput {
    int sender = in.u32();
    PbftMessage body = body(in, in.u8());
    return new SignedMessage(sender, body, new Signature(in.bytes(SIGNATURE_BYTES)));
  }

  private static PbftMessage body(Decoder in, int kind) throws MalformedInput {
    return switch (kind) {
      case PRE_PREPARE -> new PrePrepare(Block.decode(in));
      case PREPARE -> new Prepare(VoteContent.decode(in));
      case COMMIT -> new Commit(VoteContent.decode(in));
      case VIEW_CHANGE -> viewChange(in);
      case NEW_VIEW -> newView(in);
      case NEW_VIEW_COPY -> new NewViewCopy(newView(in), new Signature(in.bytes(SIGNATURE_BYTES)));
      case DECISION -> new Decision(QuorumCertificate.decode(in));
      default -> throw new MalformedInput("unknown message kind " + kind);
    };
  }
}
