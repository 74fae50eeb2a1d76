package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.testkit.SoloReplica;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.List;
import java.util.Optional;

/** One real replica among peers that the scribe speaks for. */
final class Solo extends SoloReplica {
  final Scribe scribe;

  Solo(Scribe scribe, int self) {
    super(scribe.fixture, self);
    this.scribe = scribe;
  }

  void propose(Block block) {
    receive(scribe.proposal(block));
  }

  /** These validators prevote. */
  void prevotes(long round, Hash subject, int... validators) {
    for (int validator : validators) {
      receive(scribe.prevote(validator, round, subject));
    }
  }

  /** These validators precommit. */
  void precommits(long round, Hash subject, int... validators) {
    for (int validator : validators) {
      receive(scribe.precommit(validator, round, subject));
    }
  }

  /** The timer of that name that was started last runs out. */
  void expire(String name) {
    TimerId timer =
        all(Effect.StartTimer.class).stream()
            .map(Effect.StartTimer::timer)
            .filter(id -> id.name().equals(name))
            .reduce((_, last) -> last)
            .orElseThrow();
    handle(new Event.TimerExpired(timer));
  }

  boolean scheduled(String name, long round) {
    return all(Effect.StartTimer.class).stream()
        .anyMatch(start -> start.timer().name().equals(name) && start.timer().view() == round);
  }

  <T extends TendermintMessage> List<T> broadcasts(Class<T> kind) {
    return all(Effect.Broadcast.class).stream()
        .map(Effect.Broadcast::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  <T extends TendermintMessage> List<T> sent(Class<T> kind) {
    return all(Effect.Send.class).stream()
        .map(Effect.Send::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  List<Proposal> proposals() {
    return broadcasts(Proposal.class);
  }

  private Optional<Hash> said(Phase phase, long round) {
    return broadcasts(Vote.class).stream()
        .map(Vote::content)
        .filter(content -> content.phase() == phase && content.view() == round)
        .map(VoteContent::subject)
        .reduce((_, last) -> last);
  }

  Optional<Hash> prevoted(long round) {
    return said(Phase.TENDERMINT_PREVOTE, round);
  }

  Optional<Hash> precommitted(long round) {
    return said(Phase.TENDERMINT_PRECOMMIT, round);
  }

  void work() {
    handle(new Event.WorkPending(Optional.of(Hash.ZERO)));
  }

  boolean noted(Rule rule) {
    return noted(rule.label());
  }
}
