package io.quorate.consensus.engine;

import io.quorate.consensus.SignedVote;
import io.quorate.consensus.VoteContent;
import io.quorate.crypto.Signature;
import java.util.Optional;

/**
 * A message with its sender and, where it has something to sign, the sender's signature.
 *
 * @param sender the validator's index; for received messages the connection's authenticated peer
 * @param body what was said
 * @param signature over {@link EngineMessage#toSign()}, {@link Signature#NONE} where that is empty
 */
public record SignedMessage(int sender, EngineMessage body, Signature signature) {

  /** The signature as a vote of its own, for certificates and evidence. */
  public Optional<SignedVote> vote() {
    Optional<VoteContent> content = body.toSign();
    return content.map(c -> new SignedVote(sender, c, signature));
  }
}
