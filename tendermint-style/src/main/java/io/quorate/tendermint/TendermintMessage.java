package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.BlockHeader;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignerSet;
import java.util.List;
import java.util.Optional;

/** Everything that replicas running Tendermint tell each other. */
public sealed interface TendermintMessage extends EngineMessage {

  /** The valid round of a proposal that has none; −1 in the paper. */
  long NO_ROUND = -1;

  /**
   * A proposer's value for its round (algorithm 1 lines 19 and 22 to 33).
   *
   * @param block the value, with the header of its first proposal
   * @param round the round it is proposed in
   * @param polka the prevotes of a quorum for this block in an earlier round, the paper's
   *     validRound; empty for a new value
   */
  record Proposal(Block block, long round, Optional<QuorumCertificate> polka)
      implements TendermintMessage {

    /** The paper's vr. */
    public long validRound() {
      return polka.map(certificate -> certificate.content().view()).orElse(NO_ROUND);
    }

    @Override
    public Optional<VoteContent> toSign() {
      BlockHeader header = block.header();
      return Optional.of(
          new VoteContent(
              header.chain(),
              header.epoch(),
              Phase.TENDERMINT_PROPOSAL,
              round,
              header.height(),
              subject(block.hash(), validRound())));
    }

    /** What a proposer signs for a value and its valid round. */
    static Hash subject(Hash block, long validRound) {
      return Sha256.tagged(
          "quorate/tendermint/proposal/1", new Encoder().hash(block).u64(validRound + 1).toBytes());
    }
  }

  /**
   * A prevote or a precommit, as the content's phase says.
   *
   * @param content round as view, height, and the block's hash, zero for nil
   */
  record Vote(VoteContent content) implements TendermintMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.of(content);
    }
  }

  /**
   * Where the sender stands and what it has, so that the receiver can make up what was lost. Only
   * the connection vouches for it.
   *
   * @param chain the chain's id
   * @param epoch the epoch
   * @param height the height it decides
   * @param round its round there
   * @param prevotes whose prevotes of that round it has
   * @param precommits whose precommits of that round it has
   * @param proposal whether it has that round's proposal
   * @param validRound the round of its valid value, −1 for none
   * @param waits whether clients or the application wait there for a decision
   */
  record Status(
      Hash chain,
      long epoch,
      long height,
      long round,
      SignerSet prevotes,
      SignerSet precommits,
      boolean proposal,
      long validRound,
      boolean waits)
      implements TendermintMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }

  /**
   * Votes of any validators for one height, and the latest polka; all of it proves itself. One of
   * them is there.
   *
   * @param votes prevotes and precommits
   * @param polka prevotes of a quorum for a block
   */
  record Votes(List<SignedVote> votes, Optional<QuorumCertificate> polka)
      implements TendermintMessage {
    /** Copies the list. */
    public Votes {
      votes = List.copyOf(votes);
    }

    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }

  /**
   * Proof that a height is decided, and with it every height below.
   *
   * @param precommits of a quorum for the block
   */
  record Decision(QuorumCertificate precommits) implements TendermintMessage {
    @Override
    public Optional<VoteContent> toSign() {
      return Optional.empty();
    }
  }
}
