package io.quorate.hotstuff;

import io.quorate.consensus.Limits;
import io.quorate.consensus.QuorumCertificate;
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
 * What a replica must not forget, or it could contradict itself after a restart.
 *
 * @param lastVote its last vote, which forbids another one in that view or below
 * @param timeoutView the highest view it gave up, which forbids a vote there or below; 0 for none
 * @param lock the locked block
 * @param highQc the highest certificate it knows
 * @param highTc the highest timeout certificate it knows
 * @param lastProposal its last proposal, which forbids another one in that view or below
 * @param root the committed block it stood on
 * @param reputations from which committed height on which reputation held, ascending
 */
record SafetyRecord(
    Optional<VoteContent> lastVote,
    long timeoutView,
    BlockRef lock,
    QuorumCertificate highQc,
    Optional<TimeoutCertificate> highTc,
    Optional<LastProposal> lastProposal,
    BlockRef root,
    List<ReputationPoint> reputations) {
  private static final int FORMAT = 1;
  private static final int MOST_BYTES = Limits.MESSAGE_BYTES;

  /** Most changes of reputation that are remembered. */
  static final int MOST_POINTS = 64;

  SafetyRecord {
    reputations = List.copyOf(reputations);
  }

  /** Everything beside the block that it takes to send a proposal again, byte for byte. */
  record LastProposal(
      long view,
      Hash block,
      QuorumCertificate justify,
      Optional<TimeoutCertificate> timeoutCertificate) {}

  /** The committed chain's reputation from {@code height} on. */
  record ReputationPoint(long height, Reputation reputation) {}

  Bytes encoded() {
    Encoder out = new Encoder(1024).u8(FORMAT);
    out.bool(lastVote.isPresent());
    lastVote.ifPresent(vote -> vote.encode(out));
    out.u64(timeoutView);
    lock.encode(out);
    highQc.encode(out);
    HotStuffCodec.certificate(out, highTc);
    out.bool(lastProposal.isPresent());
    lastProposal.ifPresent(last -> {
      out.u64(last.view()).hash(last.block());
      last.justify().encode(out);
      HotStuffCodec.certificate(out, last.timeoutCertificate());
    });
    root.encode(out);
    out.list(
        reputations,
        (o, point) -> {
          o.u64(point.height());
          point.reputation().encode(o);
        });
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
    Optional<VoteContent> lastVote =
        in.bool() ? Optional.of(VoteContent.decode(in)) : Optional.empty();
    long timeoutView = in.u64();
    BlockRef lock = BlockRef.decode(in);
    QuorumCertificate highQc = QuorumCertificate.decode(in);
    Optional<TimeoutCertificate> highTc = HotStuffCodec.certificate(in);
    Optional<LastProposal> lastProposal =
        in.bool()
            ? Optional.of(
                new LastProposal(
                    in.u64(),
                    in.hash(),
                    QuorumCertificate.decode(in),
                    HotStuffCodec.certificate(in)))
            : Optional.empty();
    BlockRef root = BlockRef.decode(in);
    List<ReputationPoint> reputations =
        in.list(MOST_POINTS, 12, i -> new ReputationPoint(i.u64(), Reputation.decode(i)));
    return new SafetyRecord(
        lastVote, timeoutView, lock, highQc, highTc, lastProposal, root, reputations);
  }
}
