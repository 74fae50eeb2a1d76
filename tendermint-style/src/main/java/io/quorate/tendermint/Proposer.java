package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effect.Demand;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/** Lines 14 to 19: the proposer's part of a round. */
final class Proposer {
  private final State state;
  private final Speaker speaker;
  private Optional<Request> request = Optional.empty();

  /** What the host was asked for. */
  private record Request(long round, Hash parent) {}

  Proposer(State state, Speaker speaker) {
    this.state = state;
    this.speaker = speaker;
  }

  /** Proposes the valid value again, or asks the host for a new one, where that is due. */
  void settle() {
    if (!due()) {
      request = Optional.empty();
      return;
    }
    if (state.round.valid().isPresent()) {
      state.round.valid().ifPresent(this::again);
    } else if (!state.lags()) {
      ask();
    }
  }

  private boolean due() {
    return state.speaks()
        && !state.over()
        && state.round.step() == Step.PROPOSE
        && state.proposer == state.self
        && state.lastProposedRound() < state.round.round();
  }

  private void again(RoundValue valid) {
    state
        .values
        .get(valid.value())
        .ifPresent(block -> {
          state.out.note(Rule.L15, valid + " again in round " + state.round.round());
          speaker.propose(block, state.validPolka);
        });
  }

  private void ask() {
    Request wanted = new Request(state.round.round(), state.tip.hash());
    if (request.equals(Optional.of(wanted))) {
      return;
    }
    request = Optional.of(wanted);
    state.out.note(Rule.L18, "payload over " + state.tip + " in round " + wanted.round());
    state.out.emit(new Effect.RequestPayload(wanted.round(), state.tip, List.of(), Demand.WORK));
  }

  /** The host's answer. */
  void ready(Event.PayloadReady ready) {
    Request answered = new Request(ready.view(), ready.parent());
    boolean current = ready.parent().equals(state.tip.hash());
    if (!due() || !current || !request.equals(Optional.of(answered))) {
      state.out.note(Rule.IGNORE, "payload for round " + ready.view() + " comes too late");
      return;
    }
    request = Optional.empty();
    Block block =
        Block.of(
            state.tip,
            state.epoch.chain(),
            state.epoch.number(),
            state.round.round(),
            state.self,
            Math.max(ready.timeMillis(), state.tip.header().timeMillis()),
            ready.payload());
    state.out.note(
        Rule.L19, block + " with " + ready.payload().transactions().size() + " transactions");
    speaker.propose(block, Optional.empty());
  }

  void digest(Encoder out) {
    out.bool(request.isPresent());
    request.ifPresent(r -> out.u64(r.round()).hash(r.parent()));
  }
}
