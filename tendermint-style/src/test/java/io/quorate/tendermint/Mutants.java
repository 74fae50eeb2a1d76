package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.MutationSuite.Mutant;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.RoundInput.Expired;
import io.quorate.tendermint.RoundInput.Proposed;
import io.quorate.tendermint.RoundInput.ProposedAgain;
import io.quorate.tendermint.RoundOutput.Say;
import io.quorate.tendermint.RoundRules.Transition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Engines with one rule broken each: what the tests are good for shows on them. */
enum Mutants {
  /** Half is enough: with n = 4 that is two votes, one too few. */
  QUORUM_TOO_SMALL(
      AlgorithmOne::new,
      new HonestDuties() {
        @Override
        public boolean quorum(ValidatorSet validators, long power) {
          return power * 2 >= validators.totalPower();
        }
      }),

  /** Line 37 forgets to lock. */
  NEVER_LOCKS(
      () ->
          changing(
              t -> new Transition(t.rule(), t.state().withLocked(Optional.empty()), t.outputs())),
      new HonestDuties()),

  /** The lock is durable and not read back: amnesia. */
  FORGETS_LOCK_ON_RESTART(
      AlgorithmOne::new,
      new HonestDuties() {
        @Override
        public Optional<RoundValue> restored(Optional<RoundValue> locked) {
          return Optional.empty();
        }
      }),

  /** Line 29 takes a polka of any round, also of one below the lock. */
  POLKA_OF_ANY_ROUND(
      () ->
          (state, input) ->
              input instanceof ProposedAgain again
                  ? restoring(state, unlocked(state), again)
                  : new AlgorithmOne().apply(state, input),
      new HonestDuties()),

  /** Line 23 gives the lock up for a new value without any polka. */
  UNLOCKS_WITHOUT_POLKA(
      () ->
          (state, input) ->
              input instanceof Proposed proposed
                  ? restoring(state, unlocked(state), proposed)
                  : new AlgorithmOne().apply(state, input),
      new HonestDuties()),

  /** Line 61 precommits what was proposed although the prevotes brought no polka. */
  PRECOMMITS_WITHOUT_POLKA(Hasty::new, new HonestDuties());

  @SuppressWarnings("ImmutableEnumChecker") // a constructor, which holds nothing
  private final Supplier<RoundRules> rules;

  @SuppressWarnings("ImmutableEnumChecker") // without fields
  private final Duties duties;

  Mutants(Supplier<RoundRules> rules, Duties duties) {
    this.rules = rules;
    this.duties = duties;
  }

  static List<Mutant> all() {
    return Arrays.stream(values()).map(Mutants::mutant).toList();
  }

  /** Engines with this defect; messages and verifier are the real ones. */
  private Mutant mutant() {
    return new Mutant(
        name().toLowerCase(Locale.ROOT).replace('_', ' '),
        BentFactory.engines(
            new TendermintFactory(),
            (epoch, self) -> new TendermintEngine(epoch, self, rules.get(), duties)));
  }

  private interface Change {
    Transition of(Transition transition);
  }

  private static RoundRules changing(Change change) {
    return (state, input) -> new AlgorithmOne().apply(state, input).map(change::of);
  }

  private static RoundState unlocked(RoundState state) {
    return state.withLocked(Optional.empty());
  }

  /** What the rule does in {@code pretended}; the real lock stays. */
  private static Optional<Transition> restoring(
      RoundState state, RoundState pretended, RoundInput input) {
    return new AlgorithmOne()
        .apply(pretended, input)
        .map(t -> new Transition(t.rule(), t.state().withLocked(state.locked()), t.outputs()));
  }

  /** Remembers what it prevoted and precommits that when the time is up. */
  private static final class Hasty implements RoundRules {
    private Hash prevoted = Hash.ZERO;

    @Override
    public Optional<Transition> apply(RoundState state, RoundInput input) {
      Optional<Transition> honest = new AlgorithmOne().apply(state, input);
      honest.ifPresent(t -> t.outputs().forEach(this::remember));
      return input instanceof Expired(Step step) && step == Step.PREVOTE
          ? honest.map(this::hasty)
          : honest;
    }

    private void remember(RoundOutput output) {
      if (output instanceof Say(Phase phase, Hash subject) && phase == Phase.TENDERMINT_PREVOTE) {
        prevoted = subject;
      }
    }

    private Transition hasty(Transition honest) {
      return new Transition(
          honest.rule(), honest.state(), List.of(new Say(Phase.TENDERMINT_PRECOMMIT, prevoted)));
    }
  }
}
