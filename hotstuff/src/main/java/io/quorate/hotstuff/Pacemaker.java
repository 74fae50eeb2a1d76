package io.quorate.hotstuff;

import io.quorate.consensus.engine.Backoff;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import java.util.List;
import java.util.Optional;

/** Views and their timer: when to move on, when to give up, when to rest. */
final class Pacemaker {
  /** The one timer's name. */
  static final String TIMER = "view";

  private final State state;
  private final TimeoutCollector timeouts;
  private final Backoff backoff;

  /** The view the timer runs for; 0 while it does not run. */
  private long timerView;

  Pacemaker(State state, TimeoutCollector timeouts) {
    this.state = state;
    this.timeouts = timeouts;
    this.backoff =
        new Backoff(
            state.epoch.parameters().baseTimeoutMillis(),
            state.epoch.parameters().maxTimeoutMillis());
  }

  /** Enters the view behind the highest certificate; true when that is a new one. */
  boolean advance() {
    long next = state.certifiedView() + 1;
    if (next <= state.view) {
      return false;
    }
    boolean certified = state.highQc.content().view() == next - 1;
    if (!certified) {
      state.failures++;
    }
    enter(next, certified ? Rule.VIEW_QC : Rule.VIEW_TC);
    return true;
  }

  /**
   * Gives up with the others once an honest one is sure to have; true when that raised the view.
   */
  boolean join() {
    Optional<Long> target = timeouts.weakQuorumView();
    if (!state.isValidator() || target.isEmpty() || state.timeoutView >= target.get()) {
      return false;
    }
    boolean higher = target.get() > state.view;
    if (higher) {
      state.failures++;
      enter(target.get(), Rule.JOIN);
    } else {
      state.out.note(Rule.JOIN, "others gave up view " + state.view);
    }
    giveUp();
    return higher;
  }

  /** The timer of the current view ran out. */
  void expired(TimerId timer) {
    if (!timer.name().equals(TIMER) || timer.view() != timerView || timerView != state.view) {
      state.out.note(Rule.IGNORE, "stale timer of view " + timer.view());
      return;
    }
    timerView = 0;
    if (!state.isValidator()) {
      return;
    }
    if (state.timedOut()) {
      state.out.note(Rule.RESEND, "view " + state.view + " given up, again");
      broadcast();
    } else {
      giveUp();
    }
  }

  void digest(Encoder out) {
    out.u64(timerView);
  }

  private void giveUp() {
    state.timeoutView = state.view;
    state.out.note(Rule.TIMEOUT, "gave up view " + state.view);
    state.persist(List.of());
    broadcast();
  }

  private void broadcast() {
    state.out.emit(new Effect.Broadcast(timeout()));
  }

  /** This replica's timeout of the current view. */
  Timeout timeout() {
    return new Timeout(
        state.view,
        state.highQc,
        state.ownVote.filter(vote -> vote.content().view() > state.highQc.content().view()),
        state.highTc.filter(tc -> tc.view() == state.view - 1));
  }

  /** Starts the timer where work begins, stops it where none is left. */
  void rest(boolean busy) {
    if (busy && timerView != state.view) {
      long delay = backoff.delayMillis(state.failures);
      state.out.note(Rule.TIMER, "view " + state.view + " has " + delay + " ms");
      state.out.emit(new Effect.StartTimer(new TimerId(TIMER, 0, state.view), delay));
      timerView = state.view;
    } else if (!busy && timerView != 0) {
      state.out.note(Rule.IDLE, "nothing waits in view " + state.view);
      state.out.emit(new Effect.CancelTimer(TIMER));
      timerView = 0;
    }
  }

  private void enter(long view, Rule rule) {
    state.view = view;
    int leader = state.leader();
    state.out.note(rule, "entered view " + view + " of leader " + leader);
    state.out.emit(new Effect.EnteredView(view, leader));
  }
}
