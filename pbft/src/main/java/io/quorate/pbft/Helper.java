package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.PrePrepare;
import io.quorate.pbft.PbftMessage.Prepare;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Saying again what got lost, where the paper has messages retransmitted: after a restart, to a
 * peer that connects, to a peer that is behind. Not thread-safe.
 */
final class Helper {
  /** The timer after which peers are answered again. */
  static final String TIMER = "answers";

  private final State state;
  private final ViewChangeLog log;
  private final ViewChanger changer;

  /** Who was answered since the timer ran out last: who asks without end is not answered so. */
  private final SortedSet<Integer> answered = new TreeSet<>();

  Helper(State state, ViewChangeLog log, ViewChanger changer) {
    this.state = state;
    this.log = log;
    this.changer = changer;
  }

  /** After a restart: what was said in the view is said again, and comes back signed. */
  void resume() {
    state.top.ifPresent(changer::resume);
    if (!state.isValidator()) {
      return;
    }
    state.opened.ifPresent(view -> state.out.emit(new Effect.Broadcast(view)));
    changer.repeat();
    own().forEach(message -> state.out.emit(new Effect.Broadcast(message)));
  }

  /** A peer's connection came up. */
  void connected(int validator) {
    if (!state.isValidator()) {
      return;
    }
    changer.copy().ifPresent(copy -> send(validator, copy));
    state.decided.ifPresent(own -> send(validator, new Decision(own)));
    if (!state.active()) {
      state.viewChange.ifPresent(change -> send(validator, change));
    }
    own().forEach(message -> send(validator, message));
  }

  /** A view change: remembered; its sender learns what it misses. */
  void viewChange(SignedMessage message, ViewChange change) {
    log.add(message, change);
    int sender = message.sender();
    if (sender == state.self || !state.isValidator()) {
      return;
    }
    long base = change.claim().base(state.epoch.firstHeight() - 1);
    Optional<Decision> decision =
        state.decided.filter(own -> own.content().height() > base).map(Decision::new);
    boolean late = changer.openView() >= change.view();
    if (!late && decision.isEmpty()) {
      return;
    }
    if (!mayAnswer(sender)) {
      state.out.note(Rule.IGNORE, "validator " + sender + " was answered a moment ago");
      return;
    }
    state.out.note(Rule.ANSWER, "validator " + sender + " asks for view " + change.view());
    if (late) {
      changer.copy().ifPresent(copy -> send(sender, copy));
    }
    decision.ifPresent(own -> send(sender, own));
  }

  private boolean mayAnswer(int validator) {
    if (answered.isEmpty()) {
      long delay = state.epoch.parameters().baseTimeoutMillis() / 2;
      state.out.emit(new Effect.StartTimer(new TimerId(TIMER, 0, 0), Math.max(1, delay)));
    }
    return answered.add(validator);
  }

  /** A timer ran out; true when it was the one for answers. */
  boolean expired(TimerId timer) {
    if (!timer.name().equals(TIMER)) {
      return false;
    }
    answered.clear();
    return true;
  }

  void digest(Encoder out) {
    out.list(List.copyOf(answered), Encoder::u32);
  }

  /** Everything this replica said in the open view about heights that are not committed here. */
  private List<EngineMessage> own() {
    List<EngineMessage> said = new ArrayList<>();
    if (!state.active()) {
      return said;
    }
    for (VoteContent vote : state.prepares.of(state.view, state.root.height())) {
      Optional<Block> block = state.blocks.get(vote.subject()).filter(this::proposedHere);
      said.add(block.<EngineMessage>map(PrePrepare::new).orElse(new Prepare(vote)));
    }
    state.commits.of(state.view, state.root.height()).forEach(vote -> said.add(new Commit(vote)));
    return said;
  }

  private boolean proposedHere(Block block) {
    return block.view() == state.view && block.header().proposer() == state.self;
  }

  private void send(int validator, EngineMessage message) {
    state.out.emit(new Effect.Send(validator, message));
  }
}
