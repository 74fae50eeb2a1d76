package io.quorate.tendermint;

import io.quorate.consensus.wire.Encoder;
import java.util.Optional;

/**
 * One replica's state within a height (algorithm 1 lines 1 to 9), as far as the rules of a round
 * need it. Immutable.
 *
 * @param round the paper's round_p
 * @param step the paper's step_p
 * @param locked lockedValue and lockedRound
 * @param valid validValue and validRound
 * @param prevoteTimeout whether line 34 fired in this round
 * @param polka whether line 36 fired in this round
 * @param precommitTimeout whether line 47 fired in this round
 */
record RoundState(
    long round,
    Step step,
    Optional<RoundValue> locked,
    Optional<RoundValue> valid,
    boolean prevoteTimeout,
    boolean polka,
    boolean precommitTimeout) {

  /** The state in which a height starts. */
  static final RoundState INITIAL = resumed(0, Step.PROPOSE, Optional.empty(), Optional.empty());

  /** A state with nothing but what is durable. */
  static RoundState resumed(
      long round, Step step, Optional<RoundValue> locked, Optional<RoundValue> valid) {
    return new RoundState(round, step, locked, valid, false, false, false);
  }

  /** The first state of a round: lines 12 and 13, and what was "for the first time" is to come. */
  RoundState started(long newRound) {
    return resumed(newRound, Step.PROPOSE, locked, valid);
  }

  RoundState at(Step newStep) {
    return new RoundState(round, newStep, locked, valid, prevoteTimeout, polka, precommitTimeout);
  }

  RoundState withLocked(Optional<RoundValue> value) {
    return new RoundState(round, step, value, valid, prevoteTimeout, polka, precommitTimeout);
  }

  RoundState withValid(RoundValue value) {
    return new RoundState(
        round, step, locked, Optional.of(value), prevoteTimeout, polka, precommitTimeout);
  }

  RoundState prevoteTimeoutStarted() {
    return new RoundState(round, step, locked, valid, true, polka, precommitTimeout);
  }

  RoundState polkaSeen() {
    return new RoundState(round, step, locked, valid, prevoteTimeout, true, precommitTimeout);
  }

  RoundState precommitTimeoutStarted() {
    return new RoundState(round, step, locked, valid, prevoteTimeout, polka, true);
  }

  long validRound() {
    return valid.map(RoundValue::round).orElse(TendermintMessage.NO_ROUND);
  }

  void digest(Encoder out) {
    out.u64(round).text(step.name());
    RoundValue.encode(out, locked);
    RoundValue.encode(out, valid);
    out.bool(prevoteTimeout).bool(polka).bool(precommitTimeout);
  }
}
