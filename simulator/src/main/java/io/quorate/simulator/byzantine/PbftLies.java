package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Sha256;
import io.quorate.pbft.PbftMessage;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PBFT's messages in a liar's hands. */
final class PbftLies implements EngineLies {

  @Override
  public Kind kind(EngineMessage message) {
    return switch (pbft(message)) {
      case PrePrepare _ -> Kind.PROPOSAL;
      case Prepare _, Commit _ -> Kind.VOTE;
      case ViewChange _, NewView _ -> Kind.VIEW_CHANGE;
      case NewViewCopy _, Decision _ -> Kind.OTHER;
    };
  }

  @Override
  public Optional<Block> proposed(EngineMessage message) {
    return message instanceof PrePrepare(Block block) ? Optional.of(block) : Optional.empty();
  }

  @Override
  public EngineMessage proposing(EngineMessage proposal, Block block) {
    return new PrePrepare(block);
  }

  @Override
  public Optional<EngineMessage> contradicting(EngineMessage vote) {
    return switch (pbft(vote)) {
      case Prepare(VoteContent content) -> Optional.of(new Prepare(other(content)));
      case Commit(VoteContent content) -> Optional.of(new Commit(other(content)));
      case PrePrepare _, ViewChange _, NewView _, NewViewCopy _, Decision _ -> Optional.empty();
    };
  }

  @Override
  public List<EngineMessage> votesFor(EngineMessage proposal) {
    return proposed(proposal)
        .<List<EngineMessage>>map(block ->
            List.of(
                new Prepare(vote(block, Phase.PBFT_PREPARE)),
                new Commit(vote(block, Phase.PBFT_COMMIT))))
        .orElse(List.of());
  }

  /** A view change that hides what is prepared and final; another message with an old part. */
  @Override
  public Optional<EngineMessage> stale(EngineMessage message, EngineMessage older) {
    if (message instanceof ViewChange now) {
      return older instanceof ViewChange then
          ? Optional.of(changed(now, now.view(), then.stable(), then.decided(), then.prepared()))
          : Optional.of(changed(now, now.view(), Optional.empty(), Optional.empty(), List.of()));
    }
    if (message instanceof NewView now && older instanceof NewView then) {
      return Optional.of(
          new NewView(
              now.chain(),
              now.epoch(),
              now.view(),
              then.claims(),
              then.stable(),
              then.certificates()));
    }
    return message instanceof Decision && older instanceof Decision
        ? Optional.of(older)
        : Optional.empty();
  }

  @Override
  public Optional<EngineMessage> forged(EngineMessage message) {
    return switch (pbft(message)) {
      case Decision(QuorumCertificate genuine) -> Optional.of(new Decision(forgery(genuine)));
      case ViewChange c -> Optional.of(forgedClaim(c));
      case NewView v ->
          Optional.of(
              new NewView(
                  v.chain(),
                  v.epoch(),
                  v.view(),
                  v.claims(),
                  v.stable(),
                  v.certificates().stream().map(PbftLies::forgery).toList()));
      case NewViewCopy c ->
          forged(c.original()).map(original -> new NewViewCopy((NewView) original, c.signature()));
      case PrePrepare _, Prepare _, Commit _ -> Optional.empty();
    };
  }

  @Override
  public List<EngineMessage> viewChanges(EngineMessage seen, long views) {
    List<EngineMessage> forged = new ArrayList<>();
    content(seen)
        .ifPresent(at -> {
          ViewChange wanted =
              new ViewChange(
                  at.chain(),
                  at.epoch(),
                  at.view() + views,
                  Optional.empty(),
                  Optional.empty(),
                  List.of());
          forged.add(wanted);
          forged.add(
              new NewView(
                  at.chain(), at.epoch(), at.view() + views, List.of(), List.of(), List.of()));
        });
    return forged;
  }

  @Override
  public List<EngineMessage> far(EngineMessage message, long views, long heights) {
    return switch (pbft(message)) {
      case Prepare(VoteContent v) -> List.of(new Prepare(moved(v, views, heights)));
      case Commit(VoteContent v) -> List.of(new Commit(moved(v, views, heights)));
      case PrePrepare(Block block) ->
          List.of(
              new PrePrepare(
                  Blocks.with(
                      block, h -> Blocks.placed(h, h.height() + heights, h.view() + views))),
              new Prepare(moved(vote(block, Phase.PBFT_PREPARE), views, heights)),
              new Commit(moved(vote(block, Phase.PBFT_COMMIT), views, heights)));
      case ViewChange c ->
          List.of(changed(c, c.view() + views, c.stable(), c.decided(), c.prepared()));
      case NewView _, NewViewCopy _, Decision _ -> List.of();
    };
  }

  private static ViewChange changed(
      ViewChange from,
      long view,
      Optional<FinalityCertificate> stable,
      Optional<QuorumCertificate> decided,
      List<QuorumCertificate> prepared) {
    return new ViewChange(from.chain(), from.epoch(), view, stable, decided, prepared);
  }

  private static ViewChange forgedClaim(ViewChange genuine) {
    return changed(
        genuine,
        genuine.view(),
        genuine.stable(),
        genuine.decided().map(PbftLies::forgery),
        genuine.prepared().stream().map(PbftLies::forgery).toList());
  }

  private static QuorumCertificate forgery(QuorumCertificate genuine) {
    return new QuorumCertificate(other(genuine.content()), genuine.signature());
  }

  private static Optional<VoteContent> content(EngineMessage message) {
    return message instanceof Decision(QuorumCertificate certificate)
        ? Optional.of(certificate.content())
        : message.toSign();
  }

  private static VoteContent vote(Block block, Phase phase) {
    return new VoteContent(
        block.header().chain(),
        block.header().epoch(),
        phase,
        block.view(),
        block.height(),
        block.hash());
  }

  private static VoteContent moved(VoteContent v, long views, long heights) {
    return new VoteContent(
        v.chain(), v.epoch(), v.phase(), v.view() + views, v.height() + heights, v.subject());
  }

  private static VoteContent other(VoteContent v) {
    return new VoteContent(
        v.chain(), v.epoch(), v.phase(), v.view(), v.height(), Sha256.hash(v.subject().bytes()));
  }

  private static PbftMessage pbft(EngineMessage message) {
    if (message instanceof PbftMessage known) {
      return known;
    }
    throw new IllegalArgumentException("not a PBFT message: " + message);
  }
}
