package io.quorate.tendermint;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.engine.EngineTimers;
import io.quorate.consensus.engine.LinearBackoff;
import io.quorate.consensus.engine.TimerId;
import io.quorate.consensus.wire.Encoder;
import java.util.Locale;
import java.util.Optional;

/**
 * The three timeouts of a round and the gossip timer. The propose timeout runs only while something
 * waits, so that a chain without work is silent; the others run once they are scheduled.
 */
final class Timers {
  /** The gossip timer's name. */
  static final String GOSSIP = "gossip";

  private final State state;
  private final LinearBackoff propose;
  private final LinearBackoff votes;
  private final long gossipMillis;
  private final EngineTimers timers;
  private boolean proposeScheduled;

  Timers(State state) {
    this.state = state;
    this.timers = new EngineTimers(state.out);
    ChainParameters parameters = state.epoch.parameters();
    long base = parameters.baseTimeoutMillis();
    long cap = parameters.maxTimeoutMillis();
    this.propose = new LinearBackoff(base, Math.max(1, base / 2), cap);
    // Votes are small and one hop away; what they wait for is not made, only carried.
    this.votes =
        new LinearBackoff(
            Math.max(1, base / 2), Math.max(1, base / 4), Math.max(base / 2 + 1, cap / 4));
    this.gossipMillis = Math.max(1, base / 2);
  }

  /** Lines 21, 35, 48: the current round's timeout of that step. */
  void schedule(Step step) {
    if (step == Step.PROPOSE) {
      proposeScheduled = true;
    } else {
      start(step, votes.delayMillis(state.round.round()));
    }
  }

  /** A round is left: its timers mean nothing any more. */
  void leaveRound() {
    proposeScheduled = false;
    for (Step step : Step.values()) {
      timers.cancel(name(step));
    }
  }

  /**
   * After every event: starts and stops the timers that depend on whether anything waits.
   *
   * @param waits whether a decision of this height is waited for
   * @param unsettled whether peers could have something that this replica lacks, or the reverse
   */
  void settle(boolean waits, boolean unsettled) {
    boolean proposing = state.round.step() == Step.PROPOSE;
    if (proposing && proposeScheduled && waits && !state.lags()) {
      if (!running(name(Step.PROPOSE))) {
        long delay = propose.delayMillis(state.round.round());
        state.out.note(Rule.L21, "round " + state.round.round() + " has " + delay + " ms");
        start(Step.PROPOSE, delay);
      }
    } else if (running(name(Step.PROPOSE))) {
      if (proposing) {
        state.out.note(Rule.REST, "nothing waits in round " + state.round.round());
      }
      timers.cancel(name(Step.PROPOSE));
    }
    if (!unsettled) {
      timers.cancel(GOSSIP);
    } else if (!running(GOSSIP)) {
      timers.start(GOSSIP, state.height(), state.round.round(), gossipMillis);
    }
  }

  /** The step whose timeout of the current round this is; empty for a stale one. */
  Optional<Step> expired(TimerId timer) {
    for (Step step : Step.values()) {
      if (timer.name().equals(name(step)) && timers.expired(timer)) {
        proposeScheduled = proposeScheduled && step != Step.PROPOSE;
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  /** Whether this is the running gossip timer, which it then is no more. */
  boolean gossipExpired(TimerId timer) {
    return timer.name().equals(GOSSIP) && timers.expired(timer);
  }

  void digest(Encoder out) {
    timers.digest(out.bool(proposeScheduled));
  }

  private void start(Step step, long delay) {
    timers.start(name(step), state.height(), state.round.round(), delay);
  }

  private boolean running(String name) {
    return timers.running(name).isPresent();
  }

  private static String name(Step step) {
    return step.name().toLowerCase(Locale.ROOT);
  }
}
