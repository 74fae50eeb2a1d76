package io.quorate.tendermint;

import java.util.List;
import java.util.Optional;

/**
 * The rules of a round as a pure function of state and input; it counts nothing and sends nothing.
 */
@FunctionalInterface
interface RoundRules {

  /** What the input does in this state; empty when no rule fires. */
  Optional<Transition> apply(RoundState state, RoundInput input);

  /**
   * One rule's effect.
   *
   * @param rule which rule fired
   * @param state the state after it
   * @param outputs what it asks for, in this order
   */
  record Transition(Rule rule, RoundState state, List<RoundOutput> outputs) {
    static Optional<Transition> of(Rule rule, RoundState state, RoundOutput... outputs) {
      return Optional.of(new Transition(rule, state, List.of(outputs)));
    }
  }
}
