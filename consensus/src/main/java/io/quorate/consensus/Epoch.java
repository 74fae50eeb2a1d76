package io.quorate.consensus;

import io.quorate.crypto.Hash;
import io.quorate.crypto.SignatureScheme;

/**
 * A span of heights with one engine, one validator set and one set of parameters.
 *
 * @param chain the chain's id
 * @param number from 0
 * @param firstHeight first height of the span
 * @param lastHeight last height of the span; {@link Long#MAX_VALUE} while the end is not known
 * @param engine who orders
 * @param validators who votes
 * @param parameters under which limits
 * @param scheme the implementation of the chain's signature scheme on this machine
 */
public record Epoch(
    Hash chain,
    long number,
    long firstHeight,
    long lastHeight,
    EngineKind engine,
    ValidatorSet validators,
    ChainParameters parameters,
    SignatureScheme scheme) {

  /** Whether {@code height} lies in the span. */
  public boolean contains(long height) {
    return height >= firstHeight && height <= lastHeight;
  }
}
