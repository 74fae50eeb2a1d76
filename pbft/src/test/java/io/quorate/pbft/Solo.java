package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.SoloReplica;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.Optional;

/** One real replica among peers that the scribe speaks for. */
final class Solo extends SoloReplica {
  final Scribe scribe;

  Solo(Scribe scribe, int self) {
    super(scribe.fixture, self);
    this.scribe = scribe;
  }

  /** Something waits at the host. */
  Solo waiting() {
    handle(new Event.WorkPending(Optional.of(fixture.transaction(99).id())));
    return this;
  }

  void prePrepare(Block block) {
    receive(scribe.prePrepare(block));
  }

  /** Prepares of these validators. */
  void prepares(long view, Block block, int... validators) {
    for (int validator : validators) {
      receive(scribe.prepare(validator, view, block));
    }
  }

  void commits(long view, Block block, int... validators) {
    for (int validator : validators) {
      receive(scribe.commit(validator, view, block));
    }
  }

  /** The primary opens the view. */
  void newView(NewView view) {
    receive(scribe.signed(scribe.primary(view.view()), view));
  }

  void fetched(Block... blocks) {
    for (Block block : blocks) {
      handle(new Event.BlockAvailable(block));
    }
  }

  /** The blocks this replica prepared. */
  List<Hash> prepared() {
    return said(Prepare.class).stream().map(prepare -> prepare.content().subject()).toList();
  }

  /** The blocks this replica sent a commit for. */
  List<Hash> committing() {
    return said(Commit.class).stream().map(commit -> commit.content().subject()).toList();
  }

  List<ViewChange> viewChanges() {
    return said(ViewChange.class);
  }

  /** Everything of one kind that was broadcast. */
  <T extends EngineMessage> List<T> said(Class<T> kind) {
    return all(Effect.Broadcast.class).stream()
        .map(Effect.Broadcast::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Everything of one kind that was sent to one validator. */
  <T extends EngineMessage> List<T> told(int validator, Class<T> kind) {
    return all(Effect.Send.class).stream()
        .filter(send -> send.validator() == validator)
        .map(Effect.Send::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  boolean noted(Rule rule) {
    return noted(rule.label());
  }
}
