package io.quorate.pbft;

import io.quorate.consensus.Block;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.SignedMessage;

/**
 * Where a pre-prepare, prepare or commit belongs: the open view, one that is not open yet, or
 * nowhere. Not thread-safe.
 */
final class Intake {
  private final State state;
  private final Slots slots;
  private final EarlyVotes early;
  private final Agreement agreement;
  private final Decider decider;

  Intake(State state, Slots slots, EarlyVotes early, Agreement agreement, Decider decider) {
    this.decider = decider;
    this.state = state;
    this.slots = slots;
    this.early = early;
    this.agreement = agreement;
  }

  void prePrepare(SignedMessage message, Block block) {
    SignedVote vote = message.vote().orElseThrow();
    if (!relevant(vote)) {
      return;
    }
    if (block.view() == slots.view) {
      agreement.receive(vote, block);
    } else if (block.view() == state.view) {
      state.out.note(Rule.AHEAD, block + " waits for its view");
      early.add(block.height(), message);
    } else {
      early.add(vote);
    }
  }

  void vote(SignedVote vote) {
    if (!relevant(vote)) {
      return;
    }
    if (vote.content().view() == slots.view) {
      agreement.vote(vote);
    } else {
      state.out.note(
          Rule.AHEAD, "vote of " + vote.signer() + " waits for view " + vote.content().view());
      early.add(vote).ifPresent(decider::learn);
    }
  }

  private boolean relevant(SignedVote vote) {
    VoteContent content = vote.content();
    if (content.height() <= state.root.height() || content.view() < slots.view) {
      agreement.late(vote);
      state.out.note(Rule.IGNORE, "vote of " + vote.signer() + " for what is past");
      return false;
    }
    if (!state.inWindow(content.height())) {
      state.out.note(
          Rule.WATERMARK,
          "height "
              + content.height()
              + " of "
              + vote.signer()
              + " is far above "
              + state.root.height());
      return false;
    }
    return true;
  }

  /** A view was entered: what waited for it is taken in. */
  void entered() {
    for (SignedMessage message : early.takePrePrepares()) {
      if (message.body() instanceof PbftMessage.PrePrepare prePrepare) {
        prePrepare(message, prePrepare.block());
      }
    }
    early.take(state.view).forEach(this::vote);
  }
}
