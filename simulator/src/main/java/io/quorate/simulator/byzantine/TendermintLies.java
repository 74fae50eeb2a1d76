package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.tendermint.TendermintMessage;
import io.quorate.tendermint.TendermintMessage.Decision;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Status;
import io.quorate.tendermint.TendermintMessage.Vote;
import io.quorate.tendermint.TendermintMessage.Votes;
import java.util.List;
import java.util.Optional;

/** Tendermint's messages in a liar's hands; its views are rounds. */
final class TendermintLies implements EngineLies {

  @Override
  public Kind kind(EngineMessage message) {
    return switch (tendermint(message)) {
      case Proposal _ -> Kind.PROPOSAL;
      case Vote _ -> Kind.VOTE;
      case Status _, Votes _, Decision _ -> Kind.OTHER;
    };
  }

  @Override
  public Optional<Block> proposed(EngineMessage message) {
    return message instanceof Proposal proposal ? Optional.of(proposal.block()) : Optional.empty();
  }

  @Override
  public EngineMessage proposing(EngineMessage proposal, Block block) {
    return proposal instanceof Proposal p ? new Proposal(block, p.round(), p.polka()) : proposal;
  }

  @Override
  public Optional<EngineMessage> contradicting(EngineMessage vote) {
    return vote instanceof Vote(VoteContent content)
        ? Optional.of(new Vote(about(content, other(content.subject()))))
        : Optional.empty();
  }

  @Override
  public List<EngineMessage> votesFor(EngineMessage proposal) {
    return proposal instanceof Proposal p
        ? List.of(
            new Vote(vote(p, Phase.TENDERMINT_PREVOTE)),
            new Vote(vote(p, Phase.TENDERMINT_PRECOMMIT)))
        : List.of();
  }

  @Override
  public Optional<EngineMessage> stale(EngineMessage message, EngineMessage older) {
    return certificate(older).flatMap(old -> carrying(message, old));
  }

  @Override
  public Optional<EngineMessage> forged(EngineMessage message) {
    return certificate(message)
        .map(genuine -> new QuorumCertificate(other(genuine.content()), genuine.signature()))
        .flatMap(forgery -> carrying(message, forgery));
  }

  /** Votes for nothing in later rounds: the way in which this engine gives up a round. */
  @Override
  public List<EngineMessage> viewChanges(EngineMessage seen, long views) {
    return seen.toSign()
        .<List<EngineMessage>>map(at ->
            List.of(
                nil(at, at.view() + views, Phase.TENDERMINT_PREVOTE),
                nil(at, at.view() + views, Phase.TENDERMINT_PRECOMMIT)))
        .orElse(List.of());
  }

  @Override
  public List<EngineMessage> far(EngineMessage message, long views, long heights) {
    return switch (tendermint(message)) {
      case Vote(VoteContent v) -> List.of(new Vote(moved(v, views, heights)));
      case Proposal p ->
          List.of(
              new Proposal(
                  Blocks.with(
                      p.block(), h -> Blocks.placed(h, h.height() + heights, p.round() + views)),
                  p.round() + views,
                  p.polka()),
              new Vote(moved(vote(p, Phase.TENDERMINT_PREVOTE), views, heights)));
      case Status s ->
          List.of(
              new Status(
                  s.chain(),
                  s.epoch(),
                  s.height() + heights,
                  s.round() + views,
                  s.prevotes(),
                  s.precommits(),
                  s.proposal(),
                  s.validRound(),
                  true));
      case Votes _, Decision _ -> List.of();
    };
  }

  private static Optional<QuorumCertificate> certificate(EngineMessage message) {
    return switch (tendermint(message)) {
      case Proposal p -> p.polka();
      case Votes v -> v.polka();
      case Decision(QuorumCertificate precommits) -> Optional.of(precommits);
      case Vote _, Status _ -> Optional.empty();
    };
  }

  private static Optional<EngineMessage> carrying(EngineMessage message, QuorumCertificate other) {
    return switch (tendermint(message)) {
      case Proposal p -> Optional.of(new Proposal(p.block(), p.round(), Optional.of(other)));
      case Votes v -> Optional.of(new Votes(v.votes(), Optional.of(other)));
      case Decision _ -> Optional.of(new Decision(other));
      case Vote _, Status _ -> Optional.empty();
    };
  }

  private static EngineMessage nil(VoteContent at, long round, Phase phase) {
    return new Vote(new VoteContent(at.chain(), at.epoch(), phase, round, at.height(), Hash.ZERO));
  }

  private static VoteContent vote(Proposal proposal, Phase phase) {
    Block block = proposal.block();
    return new VoteContent(
        block.header().chain(),
        block.header().epoch(),
        phase,
        proposal.round(),
        block.height(),
        block.hash());
  }

  private static VoteContent moved(VoteContent v, long views, long heights) {
    return new VoteContent(
        v.chain(), v.epoch(), v.phase(), v.view() + views, v.height() + heights, v.subject());
  }

  private static VoteContent other(VoteContent content) {
    return about(content, other(content.subject()));
  }

  private static Hash other(Hash subject) {
    return Sha256.hash(subject.bytes());
  }

  private static VoteContent about(VoteContent v, Hash subject) {
    return new VoteContent(v.chain(), v.epoch(), v.phase(), v.view(), v.height(), subject);
  }

  private static TendermintMessage tendermint(EngineMessage message) {
    if (message instanceof TendermintMessage known) {
      return known;
    }
    throw new IllegalArgumentException("not a Tendermint message: " + message);
  }
}
