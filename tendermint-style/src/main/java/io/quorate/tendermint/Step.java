package io.quorate.tendermint;

/** Where a replica is in its round (algorithm 1 line 3). */
enum Step {
  /** Waits for the proposal, or makes it. */
  PROPOSE,
  /** Said its prevote. */
  PREVOTE,
  /** Said its precommit. */
  PRECOMMIT
}
