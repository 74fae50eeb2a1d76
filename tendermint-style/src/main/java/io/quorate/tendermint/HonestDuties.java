package io.quorate.tendermint;

import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/** The duties as every honest replica keeps them. */
class HonestDuties implements Duties {

  @Override
  public boolean quorum(ValidatorSet validators, long power) {
    return validators.isQuorum(power);
  }

  @Override
  public boolean certifies(QuorumCertificate polka, Hash value, long round) {
    return polka.content().subject().equals(value) && polka.content().view() == round;
  }

  @Override
  public List<Effect> speak(Effect.Persist durable, Effect.Broadcast message) {
    return List.of(durable, message);
  }

  @Override
  public Optional<RoundValue> restored(Optional<RoundValue> locked) {
    return locked;
  }
}
