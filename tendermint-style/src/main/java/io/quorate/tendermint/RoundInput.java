package io.quorate.tendermint;

import io.quorate.crypto.Hash;

/** What can happen in a round: meanings, never single messages. Whoever counts makes them. */
sealed interface RoundInput {

  /**
   * The round starts (line 11).
   *
   * @param round which
   * @param proposer whether this replica proposes in it (line 14)
   */
  record Start(long round, boolean proposer) implements RoundInput {}

  /**
   * The round's proposal is here, with a new value (line 22).
   *
   * @param value the value's id
   * @param acceptable the paper's valid(v)
   */
  record Proposed(Hash value, boolean acceptable) implements RoundInput {}

  /**
   * The round's proposal is here, and a polka for its value in an earlier round (line 28).
   *
   * @param value the value's id
   * @param validRound the round of the polka
   * @param acceptable the paper's valid(v)
   */
  record ProposedAgain(Hash value, long validRound, boolean acceptable) implements RoundInput {}

  /** Prevotes of a quorum in this round, whatever they say (line 34). */
  record AnyPrevotes() implements RoundInput {}

  /**
   * Prevotes of a quorum in this round for a value that is here and acceptable (line 36).
   *
   * @param value the value's id
   */
  record Polka(Hash value) implements RoundInput {}

  /** Prevotes of a quorum in this round for nil (line 44). */
  record NilPolka() implements RoundInput {}

  /** Precommits of a quorum in this round, whatever they say (line 47). */
  record AnyPrecommits() implements RoundInput {}

  /**
   * Prevotes of a quorum in this round for nil, and precommits of a quorum: nothing can be locked
   * or decided in it any more. Not in the paper.
   */
  record Fruitless() implements RoundInput {}

  /**
   * A weak quorum is in this round or above it (line 55).
   *
   * @param round a round above the own
   */
  record Ahead(long round) implements RoundInput {}

  /**
   * This round's timer for a step ran out (lines 57, 61, 65).
   *
   * @param step whose timer
   */
  record Expired(Step step) implements RoundInput {}
}
