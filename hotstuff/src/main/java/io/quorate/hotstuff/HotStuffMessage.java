package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import java.util.Optional;

/** Everything that replicas running chained HotStuff tell each other. */
public sealed interface HotStuffMessage extends EngineMessage {

  /**
   * A leader's block for its view (Algorithm 4, GENERIC message).
   *
   * @param block a child of the block that {@code justify} certifies
   * @param justify the certificate of the parent
   * @param timeoutCertificate of the view before, where {@code justify} is older than that
   */
  record Proposal(
      Block block, QuorumCertificate justify, Optional<TimeoutCertificate> timeoutCertificate)
      implements HotStuffMessage {
    @Override
    public Optional<VoteContent> toSign() {
      BlockHeader header = block.header();
      return Optional.of(
          new VoteContent(
              header.chain(),
              header.epoch(),
              Phase.HOTSTUFF_PROPOSAL,
              header.view(),
              header.height(),
              block.hash()));
    }
  }

  /**
   * A vote for a block, to the leader of the next view.
   *
   * @param content view, height and hash of the block
   */
  record Vote(VoteContent content) implements HotStuffMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(content);
    }
  }

  /**
   * The sender gives up a view. It brings its last vote along, so that a vote sent to a leader that
   * died is not lost.
   *
   * @param view the view
   * @param highQc the sender's highest certificate, of a lower view
   * @param vote the sender's last vote, where no certificate it knows is of that view or above
   * @param timeoutCertificate of the view before, where that is how the sender got here
   */
  record Timeout(
      long view,
      QuorumCertificate highQc,
      Optional<SignedVote> vote,
      Optional<TimeoutCertificate> timeoutCertificate)
      implements HotStuffMessage {
    @Override
    public Optional<VoteContent> toSign() {
      VoteContent high = highQc.content();
      return Optional.of(TimeoutCertificate.content(high.chain(), high.epoch(), view, high.view()));
    }
  }

  /**
   * The sender's highest certificates, for a peer that may have missed them. They prove themselves.
   *
   * @param highQc the highest quorum certificate
   * @param timeoutCertificate the highest timeout certificate, where it is of a higher view
   */
  record Sync(QuorumCertificate highQc, Optional<TimeoutCertificate> timeoutCertificate)
      implements HotStuffMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }
}
