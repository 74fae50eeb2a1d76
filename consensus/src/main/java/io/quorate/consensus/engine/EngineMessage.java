package io.quorate.consensus.engine;

import io.quorate.consensus.VoteContent;
import java.util.Optional;

/** The body of a message between engines of one kind; each engine has a sealed family of them. */
public interface EngineMessage {

  /**
   * What the sender signs; empty for messages that prove themselves (certificates) or need no
   * proof.
   */
  Optional<VoteContent> toSign();
}
