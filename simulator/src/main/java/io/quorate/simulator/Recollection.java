package io.quorate.simulator;

import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import java.util.Optional;

/**
 * Which votes the engine of an honest process has to remember, and therefore to compare with what
 * comes later. A model of the engine's memory that claims no more than its specification does. Not
 * thread-safe.
 */
interface Recollection {
  /**
   * A verified vote of this epoch is about to reach the engine, and is remembered if it has to be.
   *
   * @return what its signer said in the same place before, if the engine still has to know
   */
  Optional<SignedVote> hears(SignedVote vote);

  /** Whether the engine has to remember that vote now, if it was shown to it. */
  boolean holds(SignedVote vote);

  /** An engine of another epoch began, and remembers nothing. */
  void enteredEpoch();

  /** The engine is in that view, or asks for it. */
  void enteredView(long view);

  /** The engine explained itself. */
  void noted(String rule, String text);

  /** A block was committed, by the engine or by catch-up. */
  void committed(long height);

  /** Where a validator may say one thing only. */
  record Place(int signer, Phase phase, long view, long height) {
    static Place of(SignedVote vote) {
      VoteContent content = vote.content();
      boolean perHeight = content.phase().slot() == Phase.Slot.HEIGHT_AND_VIEW;
      return new Place(
          vote.signer(), content.phase(), content.view(), perHeight ? content.height() : 0);
    }
  }
}
