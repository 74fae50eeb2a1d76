package io.quorate.tendermint;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;
import java.util.Optional;

/**
 * A value and the round of its polka: the paper's lockedValue with lockedRound, or validValue with
 * validRound. The paper's nil with −1 is an empty {@link Optional} of it.
 *
 * @param round the round
 * @param value the block's hash
 */
record RoundValue(long round, Hash value) {

  @Override
  public String toString() {
    return value.shortHex() + " of round " + round;
  }

  static void encode(Encoder out, Optional<RoundValue> value) {
    out.bool(value.isPresent());
    value.ifPresent(v -> out.u64(v.round()).hash(v.value()));
  }

  static Optional<RoundValue> decode(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(new RoundValue(in.u64(), in.hash())) : Optional.empty();
  }
}
