package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.crypto.Hash;
import java.util.Optional;

/** What a rule of a round asks for. */
sealed interface RoundOutput {

  /**
   * Propose this value again, or a new one where there is none (lines 15 to 19).
   *
   * @param valid validValue and validRound
   */
  record Propose(Optional<RoundValue> valid) implements RoundOutput {}

  /**
   * Broadcast a prevote or precommit.
   *
   * @param phase which
   * @param subject the value's id, or zero for nil
   */
  record Say(Phase phase, Hash subject) implements RoundOutput {}

  /**
   * Schedule this round's timeout of a step.
   *
   * @param step whose timeout
   */
  record Schedule(Step step) implements RoundOutput {}

  /**
   * Start a round.
   *
   * @param round which
   */
  record Enter(long round) implements RoundOutput {}
}
