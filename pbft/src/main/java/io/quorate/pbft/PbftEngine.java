package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineOutput;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Hash;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.NewViewCopy;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.Optional;

/**
 * Dispatch. An event changes the state; then {@link Steps#settle} draws every conclusion that is
 * due, in one fixed order. Nothing is concluded anywhere else, so a rule cannot be forgotten on
 * some path.
 */
final class PbftEngine implements ConsensusEngine {
  private final Epoch epoch;
  private final int self;
  private final Rules rules;
  private final Primaries primaries;
  private final EngineOutput out = new EngineOutput();
  private Optional<Steps> running = Optional.empty();

  /**
   * @param primaries who leads; the same as in the epoch's verifier
   */
  PbftEngine(Epoch epoch, int self, Rules rules, Primaries primaries) {
    this.epoch = epoch;
    this.self = self;
    this.rules = rules;
    this.primaries = primaries;
  }

  @Override
  public void handle(Event event, Effects effects) {
    out.begin(effects);
    if (event instanceof Event.Started started) {
      start(started);
      return;
    }
    Steps steps =
        running.orElseThrow(() -> new IllegalStateException("the first event is not Started"));
    switch (event) {
      case Event.Started _ -> throw new IllegalStateException("started twice");
      case Event.MessageReceived received -> message(steps, received.message());
      case Event.TimerExpired expired -> {
        if (!steps.helper().expired(expired.timer()) && steps.patience().expired(expired.timer())) {
          steps.fetcher().retry();
        }
      }
      case Event.PayloadReady ready -> steps.proposer().ready(ready);
      case Event.BlockValidated validated ->
          steps.agreement().validated(validated.block(), validated.verdict());
      case Event.BlockAvailable available -> fetched(steps, available.block());
      case Event.CommittedElsewhere committed ->
          steps.decider().committedElsewhere(committed.block());
      case Event.HeightExecuted executed -> executed(steps, executed.height());
      case Event.PeerConnected connected -> steps.helper().connected(connected.validator());
      case Event.HeightFinal reached -> steps.decider().stable(reached.certificate());
      case Event.WorkPending work -> steps.waits().pending(work.oldest());
    }
    steps.settle();
  }

  private void start(Event.Started started) {
    if (running.isPresent()) {
      throw new IllegalStateException("started twice");
    }
    Optional<SafetyRecord> remembered =
        started.safetyState().map(bytes -> SafetyRecord.decode(bytes).orThrow());
    State state = new State(epoch, self, out, primaries, started.committed(), remembered);
    state.executed = started.executedHeight();
    started.uncommitted().stream()
        .filter(block -> block.height() > state.root.height())
        .forEach(state.blocks::addDurable);
    out.note(
        remembered.isPresent() ? Rule.RESTORE : Rule.START,
        "view "
            + state.view
            + (state.active() ? "" : ", asked for,")
            + " above "
            + BlockRef.of(state.root));
    state.announce();
    Steps steps = Steps.over(state, rules);
    running = Optional.of(steps);
    steps.helper().resume();
    steps.settle();
  }

  private void message(Steps steps, SignedMessage message) {
    if (!(message.body() instanceof PbftMessage body)) {
      throw new IllegalStateException("not verified: " + message.body());
    }
    switch (body) {
      case PrePrepare prePrepare -> steps.intake().prePrepare(message, prePrepare.block());
      case Prepare _, Commit _ -> steps.intake().vote(message.vote().orElseThrow());
      case ViewChange change -> steps.helper().viewChange(message, change);
      case NewView view -> steps.changer().receive(view, message.signature());
      case NewViewCopy copy -> steps.changer().receive(copy.original(), copy.signature());
      case Decision decision -> steps.decider().learn(decision.certificate());
    }
  }

  private void fetched(Steps steps, Block block) {
    if (block.height() <= steps.state().root.height()) {
      out.note(Rule.IGNORE, block + " was committed before");
      return;
    }
    steps.state().blocks.add(block);
    out.note(Rule.FETCHED, block.toString());
  }

  private void executed(Steps steps, long height) {
    steps.state().executed = Math.max(steps.state().executed, height);
    steps.waits().executed(height);
    out.note(Rule.EXECUTED, "height " + height);
  }

  @Override
  public Hash stateHash() {
    return running.map(Steps::digest).orElse(Hash.ZERO);
  }
}
