package io.quorate.hotstuff;

import io.quorate.consensus.Block;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.testkit.SoloReplica;
import io.quorate.crypto.Hash;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.List;

/** One real HotStuff replica among peers that the scribe speaks for. */
final class Solo extends SoloReplica {
  final Scribe scribe;

  Solo(Scribe scribe, int self) {
    super(scribe.fixture, self);
    this.scribe = scribe;
  }

  void propose(Block block) {
    receive(scribe.proposal(block));
  }

  List<VoteContent> votes() {
    return all(Effect.Send.class).stream()
        .map(Effect.Send::message)
        .filter(Vote.class::isInstance)
        .map(m -> ((Vote) m).content())
        .toList();
  }

  List<Hash> votedFor() {
    return votes().stream().map(VoteContent::subject).toList();
  }

  /** The votes that went to everybody. */
  List<VoteContent> told() {
    return all(Effect.Broadcast.class).stream()
        .map(Effect.Broadcast::message)
        .filter(Vote.class::isInstance)
        .map(m -> ((Vote) m).content())
        .toList();
  }

  /** All of the view's time passes: it is overdue, then given up. */
  void timeUp() {
    expire();
    expire();
  }

  List<Timeout> timeouts() {
    return all(Effect.Broadcast.class).stream()
        .map(Effect.Broadcast::message)
        .filter(Timeout.class::isInstance)
        .map(Timeout.class::cast)
        .toList();
  }

  boolean noted(Rule rule) {
    return noted(rule.label());
  }
}
