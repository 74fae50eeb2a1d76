package io.quorate.tendermint;

import java.util.Optional;

/** Where a replica is in its round (algorithm 1 line 3). */
enum Step {
  /** Waits for the proposal, or makes it. */
  PROPOSE(1),
  /** Said its prevote. */
  PREVOTE(2),
  /** Said its precommit. */
  PRECOMMIT(3);

  private final int code;

  Step(int code) {
    this.code = code;
  }

  /** The byte in the safety state. */
  int code() {
    return code;
  }

  static Optional<Step> ofCode(int code) {
    for (Step step : values()) {
      if (step.code == code) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
