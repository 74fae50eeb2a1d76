package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Sha256;
import io.quorate.hotstuff.HotStuffMessage;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Sync;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;
import java.util.Optional;

/** Chained HotStuff's messages in a liar's hands. */
final class HotStuffLies implements EngineLies {

  @Override
  public Kind kind(EngineMessage message) {
    return switch (hotStuff(message)) {
      case Proposal _ -> Kind.PROPOSAL;
      case Vote _ -> Kind.VOTE;
      case Timeout _ -> Kind.VIEW_CHANGE;
      case Sync _ -> Kind.OTHER;
    };
  }

  @Override
  public Optional<Block> proposed(EngineMessage message) {
    return message instanceof Proposal proposal ? Optional.of(proposal.block()) : Optional.empty();
  }

  @Override
  public EngineMessage proposing(EngineMessage proposal, Block block) {
    return proposal instanceof Proposal p
        ? new Proposal(block, p.justify(), p.timeoutCertificate())
        : proposal;
  }

  @Override
  public Optional<EngineMessage> contradicting(EngineMessage vote) {
    return vote instanceof Vote(VoteContent content)
        ? Optional.of(new Vote(other(content)))
        : Optional.empty();
  }

  @Override
  public List<EngineMessage> votesFor(EngineMessage proposal) {
    return proposed(proposal)
        .<List<EngineMessage>>map(block -> List.of(new Vote(vote(block))))
        .orElse(List.of());
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

  @Override
  public List<EngineMessage> viewChanges(EngineMessage seen, long views) {
    return certificate(seen)
        .<List<EngineMessage>>map(qc ->
            List.of(
                new Timeout(qc.content().view() + views, qc, Optional.empty(), Optional.empty())))
        .orElse(List.of());
  }

  @Override
  public List<EngineMessage> far(EngineMessage message, long views, long heights) {
    return switch (hotStuff(message)) {
      case Vote(VoteContent v) ->
          List.of(
              new Vote(
                  new VoteContent(
                      v.chain(),
                      v.epoch(),
                      v.phase(),
                      v.view() + views,
                      v.height() + heights,
                      v.subject())));
      case Timeout t ->
          List.of(new Timeout(t.view() + views, t.highQc(), Optional.empty(), Optional.empty()));
      case Proposal p ->
          List.of(
              new Timeout(
                  p.block().view() + views, p.justify(), Optional.empty(), Optional.empty()),
              new Proposal(
                  Blocks.with(
                      p.block(), h -> Blocks.placed(h, h.height() + heights, h.view() + views)),
                  p.justify(),
                  p.timeoutCertificate()));
      case Sync _ -> List.of();
    };
  }

  private static Optional<QuorumCertificate> certificate(EngineMessage message) {
    return switch (hotStuff(message)) {
      case Proposal p -> Optional.of(p.justify());
      case Timeout t -> Optional.of(t.highQc());
      case Sync s -> Optional.of(s.highQc());
      case Vote _ -> Optional.empty();
    };
  }

  /** The message over another certificate; a proposal then stands on the block it certifies. */
  private static Optional<EngineMessage> carrying(EngineMessage message, QuorumCertificate qc) {
    return switch (hotStuff(message)) {
      case Proposal p -> {
        Block moved =
            Blocks.with(
                p.block(), h -> Blocks.over(h, qc.content().subject(), qc.content().height() + 1));
        yield Optional.of(new Proposal(moved, qc, p.timeoutCertificate()));
      }
      case Timeout t ->
          Optional.of(new Timeout(t.view(), qc, Optional.empty(), t.timeoutCertificate()));
      case Sync s -> Optional.of(new Sync(qc, s.timeoutCertificate()));
      case Vote _ -> Optional.empty();
    };
  }

  private static VoteContent vote(Block block) {
    return new VoteContent(
        block.header().chain(),
        block.header().epoch(),
        Phase.HOTSTUFF_VOTE,
        block.view(),
        block.height(),
        block.hash());
  }

  private static VoteContent other(VoteContent content) {
    return new VoteContent(
        content.chain(),
        content.epoch(),
        content.phase(),
        content.view(),
        content.height(),
        Sha256.hash(content.subject().bytes()));
  }

  private static HotStuffMessage hotStuff(EngineMessage message) {
    if (message instanceof HotStuffMessage known) {
      return known;
    }
    throw new IllegalArgumentException("not a HotStuff message: " + message);
  }
}
