package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import java.util.List;
import java.util.Optional;

/** Everything that replicas running PBFT tell each other. */
public sealed interface PbftMessage extends EngineMessage {

  /**
   * The primary gives a block its place in the view (section 4.2). Its signature counts as the
   * primary's prepare.
   *
   * @param block of the view in its header
   */
  record PrePrepare(Block block) implements PbftMessage {
    @Override
    public Optional<VoteContent> toSign() {
      BlockHeader header = block.header();
      return Optional.of(
          new VoteContent(
              header.chain(),
              header.epoch(),
              Phase.PBFT_PREPARE,
              header.view(),
              header.height(),
              block.hash()));
    }
  }

  /**
   * The sender accepted a block in its place (section 4.2).
   *
   * @param content view, height and hash
   */
  record Prepare(VoteContent content) implements PbftMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(content);
    }
  }

  /**
   * The block is prepared at the sender (section 4.2).
   *
   * @param content view, height and hash
   */
  record Commit(VoteContent content) implements PbftMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(content);
    }
  }

  /**
   * The sender asks for a view and has left every lower one (section 4.4).
   *
   * @param chain the chain
   * @param epoch the epoch
   * @param view the wanted view
   * @param stable proof of the stable checkpoint, the paper's C
   * @param decided a commit certificate of the highest block known to be committed
   * @param prepared the prepared certificates, the paper's P; see {@link Claim#prepared()}
   */
  record ViewChange(
      Hash chain,
      long epoch,
      long view,
      Optional<FinalityCertificate> stable,
      Optional<QuorumCertificate> decided,
      List<QuorumCertificate> prepared)
      implements PbftMessage {
    /** Copies the list. */
    public ViewChange {
      prepared = List.copyOf(prepared);
    }

    Claim claim() {
      return new Claim(
          stable.map(FinalityCertificate::attestation),
          decided.map(QuorumCertificate::content),
          prepared.stream().map(QuorumCertificate::content).toList());
    }

    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(claim().toSign(chain, epoch, view));
    }
  }

  /**
   * The primary opens a view (section 4.4). The paper's O is not sent: every receiver derives it
   * from the claims. Every certificate that any claim speaks of is here once.
   *
   * @param chain the chain
   * @param epoch the epoch
   * @param view the view
   * @param claims the view changes of a quorum, the paper's V
   * @param stable the finality certificates
   * @param certificates the prepared and commit certificates
   */
  record NewView(
      Hash chain,
      long epoch,
      long view,
      List<SignedClaim> claims,
      List<FinalityCertificate> stable,
      List<QuorumCertificate> certificates)
      implements PbftMessage {
    /** Copies the lists. */
    public NewView {
      claims = List.copyOf(claims);
      stable = List.copyOf(stable);
      certificates = List.copyOf(certificates);
    }

    /** Names who said what; which certificates prove it does not matter. */
    Hash digest() {
      Encoder out = new Encoder(1024);
      out.list(claims, (o, each) -> o.u32(each.signer()).hash(each.claim().digest()));
      return Sha256.tagged("quorate/pbft/new-view/1", out.toBytes());
    }

    VoteContent content() {
      return new VoteContent(chain, epoch, Phase.PBFT_NEW_VIEW, view, 0, digest());
    }

    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(content());
    }
  }

  /**
   * A new view passed on by somebody who is not its primary.
   *
   * @param original what the primary said
   * @param signature the primary's
   */
  record NewViewCopy(NewView original, Signature signature) implements PbftMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }

  /**
   * A block is committed, with all below it. Proves itself.
   *
   * @param certificate of a quorum's commits
   */
  record Decision(QuorumCertificate certificate) implements PbftMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }
}
