package io.quorate.hotstuff;

import io.quorate.consensus.engine.Backoff;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineTimers;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import io.quorate.hotstuff.HotStuffMessage.Timeout;
import java.util.List;
import java.util.Optional;

/** Views and their timer: when to move on, when to give up, when to rest. */
final class Pacemaker {
  /** The one timer's name. */
  static final String TIMER = "view";

  /** A view is overdue when one part in so many of its time is over. */
  static final long OVERDUE_PART = 4;

  private final State state;
  private final TimeoutCollector timeouts;
  private final Backoff backoff;
  private final EngineTimers timers;

  Pacemaker(State state, TimeoutCollector timeouts) {
    this.state = state;
    this.timeouts = timeouts;
    this.timers = new EngineTimers(state.out);
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

  /**
   * The timer of the current view ran out, for the first time after a part of the view's time: true
   * when that made the view overdue.
   */
  boolean expired(TimerId timer) {
    if (!timers.expired(timer) || timer.view() != state.view) {
      state.out.note(Rule.IGNORE, "stale timer of view " + timer.view());
      return false;
    }
    if (!state.isValidator()) {
      return false;
    }
    if (state.timedOut()) {
      state.out.note(Rule.RESEND, "view " + state.view + " given up, again");
      broadcast();
    } else if (state.overdue()) {
      giveUp();
    } else {
      state.overdueView = state.view;
      return true;
    }
    return false;
  }

  void digest(Encoder out) {
    timers.digest(out);
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
    Optional<TimerId> running = timers.running(TIMER);
    if (busy && running.filter(timer -> timer.view() == state.view).isEmpty()) {
      start(backoff.delayMillis(state.failures));
    } else if (!busy && running.isPresent()) {
      state.out.note(Rule.IDLE, "nothing waits in view " + state.view);
      timers.cancel(TIMER);
    }
    if (!busy) {
      // Work that comes later in this view gets all of the view's time.
      state.overdueView = 0;
    }
  }

  /** Starts the timer for the next part of the view's time. */
  private void start(long whole) {
    long part = whole / OVERDUE_PART;
    boolean rest = state.timedOut() || state.overdue();
    long left = state.overdue() && !state.timedOut() ? whole - part : whole;
    state.out.note(
        Rule.TIMER, "view " + state.view + " has " + left + " ms" + (rest ? " more" : ""));
    timers.start(TIMER, 0, state.view, rest || !state.isValidator() ? left : part);
  }

  private void enter(long view, Rule rule) {
    state.view = view;
    int leader = state.leader();
    state.out.note(rule, "entered view " + view + " of leader " + leader);
    state.out.emit(new Effect.EnteredView(view, leader));
  }
}
