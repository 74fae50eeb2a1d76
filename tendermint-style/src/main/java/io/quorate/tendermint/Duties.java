package io.quorate.tendermint;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What safety rests on beside the rules of a round: apart, so that each of them is written once and
 * a test can break one at a time.
 */
interface Duties {

  /** Whether this much voting power is the paper's 2f + 1. */
  boolean quorum(ValidatorSet validators, long power);

  /** Line 28: whether these prevotes are for this value, in this round. */
  boolean certifies(QuorumCertificate polka, Hash value, long round);

  /** Persist before you speak (DESIGN section 4 rule 1): what goes out, in this order. */
  List<Effect> speak(Effect.Persist durable, Effect.Broadcast message);

  /** The lock that a restarted replica holds, of the one it remembers. */
  Optional<RoundValue> restored(Optional<RoundValue> locked);
}
