package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.RoundInput.Ahead;
import io.quorate.tendermint.RoundInput.AnyPrecommits;
import io.quorate.tendermint.RoundInput.AnyPrevotes;
import io.quorate.tendermint.RoundInput.Expired;
import io.quorate.tendermint.RoundInput.Fruitless;
import io.quorate.tendermint.RoundInput.NilPolka;
import io.quorate.tendermint.RoundInput.Polka;
import io.quorate.tendermint.RoundInput.Proposed;
import io.quorate.tendermint.RoundInput.ProposedAgain;
import io.quorate.tendermint.RoundInput.Start;
import io.quorate.tendermint.RoundOutput.Enter;
import io.quorate.tendermint.RoundOutput.Propose;
import io.quorate.tendermint.RoundOutput.Say;
import io.quorate.tendermint.RoundOutput.Schedule;
import java.util.Optional;

/**
 * Algorithm 1 of arXiv 1807.04938, lines 11 to 67 apart from the decision (49 to 54), which is not
 * bound to a round. Hold it beside the paper; the numbers are its lines.
 */
final class AlgorithmOne implements RoundRules {

  @Override
  public Optional<Transition> apply(RoundState state, RoundInput input) {
    return switch (input) {
      case Start start -> start(state, start);
      case Proposed proposed -> proposed(state, proposed);
      case ProposedAgain again -> proposedAgain(state, again);
      case AnyPrevotes _ -> anyPrevotes(state);
      case Polka polka -> polka(state, polka.value());
      case NilPolka _ -> nilPolka(state);
      case AnyPrecommits _ -> anyPrecommits(state);
      case Fruitless _ -> Transition.of(Rule.FRUITLESS, state, new Enter(state.round() + 1));
      case Ahead ahead -> ahead(state, ahead.round());
      case Expired expired -> expired(state, expired.step());
    };
  }

  /** 11 to 21. The proposer's timeout runs as well: its own value may fail it (S38). */
  private static Optional<Transition> start(RoundState state, Start start) {
    RoundState started = state.started(start.round());
    return start.proposer()
        ? Transition.of(Rule.L11, started, new Propose(started.valid()), new Schedule(Step.PROPOSE))
        : Transition.of(Rule.L11, started, new Schedule(Step.PROPOSE));
  }

  /** 22 to 27: valid(v) ∧ (lockedRound = −1 ∨ lockedValue = v). */
  private static Optional<Transition> proposed(RoundState state, Proposed proposed) {
    if (state.step() != Step.PROPOSE) {
      return Optional.empty();
    }
    boolean free =
        state.locked().map(locked -> locked.value().equals(proposed.value())).orElse(true);
    return prevote(Rule.L22, state, proposed.value(), proposed.acceptable() && free);
  }

  /** 28 to 33: valid(v) ∧ (lockedRound ≤ vr ∨ lockedValue = v). */
  private static Optional<Transition> proposedAgain(RoundState state, ProposedAgain again) {
    if (state.step() != Step.PROPOSE || again.validRound() >= state.round()) {
      return Optional.empty();
    }
    boolean free =
        state
            .locked()
            .map(locked ->
                locked.round() <= again.validRound() || locked.value().equals(again.value()))
            .orElse(true);
    return prevote(Rule.L28, state, again.value(), again.acceptable() && free);
  }

  private static Optional<Transition> prevote(
      Rule rule, RoundState state, Hash value, boolean accepted) {
    return Transition.of(
        rule,
        state.at(Step.PREVOTE),
        new Say(Phase.TENDERMINT_PREVOTE, accepted ? value : Hash.ZERO));
  }

  /** 34 and 35. */
  private static Optional<Transition> anyPrevotes(RoundState state) {
    return state.step() != Step.PREVOTE || state.prevoteTimeout()
        ? Optional.empty()
        : Transition.of(Rule.L34, state.prevoteTimeoutStarted(), new Schedule(Step.PREVOTE));
  }

  /** 36 to 43. */
  private static Optional<Transition> polka(RoundState state, Hash value) {
    if (state.step() == Step.PROPOSE || state.polka()) {
      return Optional.empty();
    }
    RoundValue polka = new RoundValue(state.round(), value);
    RoundState seen = state.polkaSeen().withValid(polka);
    return state.step() == Step.PREVOTE
        ? Transition.of(
            Rule.L36,
            seen.withLocked(Optional.of(polka)).at(Step.PRECOMMIT),
            new Say(Phase.TENDERMINT_PRECOMMIT, value))
        : Transition.of(Rule.L36, seen);
  }

  /** 44 to 46. */
  private static Optional<Transition> nilPolka(RoundState state) {
    return state.step() == Step.PREVOTE ? precommitNil(Rule.L44, state) : Optional.empty();
  }

  private static Optional<Transition> precommitNil(Rule rule, RoundState state) {
    return Transition.of(
        rule, state.at(Step.PRECOMMIT), new Say(Phase.TENDERMINT_PRECOMMIT, Hash.ZERO));
  }

  /** 47 and 48. */
  private static Optional<Transition> anyPrecommits(RoundState state) {
    return state.precommitTimeout()
        ? Optional.empty()
        : Transition.of(Rule.L47, state.precommitTimeoutStarted(), new Schedule(Step.PRECOMMIT));
  }

  /** 55 and 56. */
  private static Optional<Transition> ahead(RoundState state, long round) {
    return round > state.round()
        ? Transition.of(Rule.L55, state, new Enter(round))
        : Optional.empty();
  }

  /** 57 to 67; that height and round are still the timer's is checked before. */
  private static Optional<Transition> expired(RoundState state, Step step) {
    return switch (step) {
      case PROPOSE ->
          state.step() == Step.PROPOSE
              ? prevote(Rule.L57, state, Hash.ZERO, false)
              : Optional.empty();
      case PREVOTE ->
          state.step() == Step.PREVOTE ? precommitNil(Rule.L61, state) : Optional.empty();
      case PRECOMMIT -> Transition.of(Rule.L65, state, new Enter(state.round() + 1));
    };
  }
}
