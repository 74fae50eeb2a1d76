package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.Optional;

/** The paper's valid(v): asks the host, once execution is near enough to vote at this height. */
final class Judge {
  private final State state;

  /** The height at which waiting for execution was last noted. */
  private long heldBackAt;

  Judge(State state) {
    this.state = state;
  }

  /** Whether the block is acceptable; empty while that is not known. */
  Optional<Boolean> acceptable(Hash hash) {
    return switch (state.values.opinion(hash)) {
      case ACCEPTED -> Optional.of(true);
      case REFUSED -> Optional.of(false);
      case ASKED -> Optional.empty();
      case NONE -> state.values.get(hash).flatMap(this::ask);
    };
  }

  private Optional<Boolean> ask(Block block) {
    if (!block.parent().equals(state.tip.hash()) || block.height() != state.height()) {
      state.values.judge(block.hash(), Values.Opinion.REFUSED);
      state.out.note(Rule.REFUSE, block + " does not continue " + state.tip);
      return Optional.of(false);
    }
    if (state.lags()) {
      if (heldBackAt != state.height()) {
        heldBackAt = state.height();
        state.out.note(Rule.LAG, block + " waits; executed height is " + state.executedHeight);
      }
      return Optional.empty();
    }
    state.values.judge(block.hash(), Values.Opinion.ASKED);
    state.out.note(Rule.VALIDATE, "asked about " + block);
    state.out.emit(new Effect.ValidateBlock(block, state.tip));
    return Optional.empty();
  }

  /** The host's answer. */
  void validated(Hash block, Verdict verdict) {
    if (state.values.opinion(block) != Values.Opinion.ASKED) {
      state.out.note(Rule.IGNORE, "verdict on " + block.shortHex() + " comes too late");
      return;
    }
    switch (verdict) {
      case Verdict.Accepted _ -> state.values.judge(block, Values.Opinion.ACCEPTED);
      case Verdict.Refused refused -> {
        state.values.judge(block, Values.Opinion.REFUSED);
        state.out.note(Rule.REFUSE, block.shortHex() + ": " + refused.detail());
      }
    }
  }
}
