package io.quorate.consensus.testkit;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.EngineMessage;
import java.util.Optional;

/** What the kit must know of an engine's messages to silence a leader or to make one equivocate. */
public interface Proposals {
  /** The block that {@code body} proposes; empty for messages that propose none. */
  Optional<Block> proposed(EngineMessage body);

  /** The same proposal, but of {@code other}, a block of the same parent and view. */
  EngineMessage replace(EngineMessage proposal, Block other);

  /** Whether {@code body} proposes a block. */
  default boolean isProposal(EngineMessage body) {
    return proposed(body).isPresent();
  }
}
