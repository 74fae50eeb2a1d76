package io.quorate.consensus.testkit;

import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Hash;
import java.util.Optional;

/**
 * Stands for the host's request for a block, so that the network can lose it like anything else. No
 * engine sees it.
 */
public record FetchProbe(Hash block) implements EngineMessage {
  @Override
  public Optional<VoteContent> toSign() {
    return Optional.empty();
  }
}
