package io.quorate.application;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Validator;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.List;

/**
 * What an application asks of the chain itself at the end of a block. It is data: the platform puts
 * it into the authenticated state of that height under {@link
 * io.quorate.consensus.StateKeys#requestedChanges}, where a quorum vouches for it, and that is all:
 * in this version no epoch takes a request up, and validators, parameters and engine stay those of
 * the genesis. An application never assumes that one was taken up.
 */
public sealed interface ChangeRequest {
  /** Most requests of one block. */
  int MAX_PER_BLOCK = 64;

  /**
   * A validator joins, or its entry with that key changes.
   *
   * @param validator with its power, at least 1
   */
  record SetValidator(Validator validator) implements ChangeRequest {}

  /**
   * A validator leaves.
   *
   * @param key of its votes
   */
  record RemoveValidator(PublicKey key) implements ChangeRequest {}

  /**
   * Other limits and timings.
   *
   * @param parameters all of them
   */
  record SetParameters(ChainParameters parameters) implements ChangeRequest {}

  /**
   * Another engine orders.
   *
   * @param engine which
   */
  record SetEngine(EngineKind engine) implements ChangeRequest {}

  /** The canonical form of a block's requests, in their order. */
  static Bytes encode(List<ChangeRequest> requests) {
    return new Encoder().list(requests, (out, request) -> request.encode(out)).toBytes();
  }

  private void encode(Encoder out) {
    switch (this) {
      case SetValidator(Validator validator) -> validator.encode(out.u8(1));
      case RemoveValidator(PublicKey key) -> out.u8(2).u8(key.scheme().code()).bytes(key.bytes());
      case SetParameters(ChainParameters parameters) -> parameters.encode(out.u8(3));
      case SetEngine(EngineKind engine) -> out.u8(4).u8(engine.code());
    }
  }
}
