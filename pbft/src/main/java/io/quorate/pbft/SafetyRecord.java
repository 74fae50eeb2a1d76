package io.quorate.pbft;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Optional;

/**
 * What a replica must not forget, or it could contradict itself after a restart.
 *
 * @param view the view it is in or asks for
 * @param top the last block of the view's O, empty while the view is not open here
 * @param prepares its last prepare (or pre-prepare) of each height
 * @param commits its last commit of each height
 * @param runs its prepared runs
 * @param decided the highest commit certificate it knows
 * @param stable the stable checkpoint
 * @param viewChange its view change for {@code view}, where it sent one and the view is not open
 * @param opened its new view for {@code view}, where it sent one
 */
record SafetyRecord(
    long view,
    Optional<BlockRef> top,
    List<VoteContent> prepares,
    List<VoteContent> commits,
    List<QuorumCertificate> runs,
    Optional<QuorumCertificate> decided,
    Optional<FinalityCertificate> stable,
    Optional<ViewChange> viewChange,
    Optional<NewView> opened) {
  private static final int FORMAT = 1;
  private static final int MOST_BYTES = 2 * Limits.MESSAGE_BYTES;
  private static final int MOST_VOTES = 1 << 14;

  SafetyRecord {
    prepares = List.copyOf(prepares);
    commits = List.copyOf(commits);
    runs = List.copyOf(runs);
  }

  Bytes encoded() {
    Encoder out = new Encoder(2048).u8(FORMAT).u64(view);
    out.bool(top.isPresent());
    top.ifPresent(ref -> ref.encode(out));
    out.list(prepares, (o, vote) -> vote.encode(o));
    out.list(commits, (o, vote) -> vote.encode(o));
    out.list(runs, (o, run) -> run.encode(o));
    PbftCodec.certificate(out, decided);
    PbftCodec.finality(out, stable);
    out.bool(viewChange.isPresent());
    viewChange.ifPresent(change -> PbftCodec.viewChange(out, change));
    out.bool(opened.isPresent());
    opened.ifPresent(newView -> PbftCodec.newView(out, newView));
    return out.toBytes();
  }

  static Decoded<SafetyRecord> decode(Bytes input) {
    return Decoder.decode(input, MOST_BYTES, SafetyRecord::decode);
  }

  private static SafetyRecord decode(Decoder in) throws MalformedInput {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedInput("safety state of format " + format + ", this is format " + FORMAT);
    }
    return new SafetyRecord(
        in.u64(),
        in.bool() ? Optional.of(BlockRef.decode(in)) : Optional.empty(),
        in.list(MOST_VOTES, VoteContent.SIZE, VoteContent::decode),
        in.list(MOST_VOTES, VoteContent.SIZE, VoteContent::decode),
        in.list(Claim.MOST_RUNS, VoteContent.SIZE, QuorumCertificate::decode),
        PbftCodec.certificate(in),
        PbftCodec.finality(in),
        in.bool() ? Optional.of(PbftCodec.viewChange(in)) : Optional.empty(),
        in.bool() ? Optional.of(PbftCodec.newView(in)) : Optional.empty());
  }
}
