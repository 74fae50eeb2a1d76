package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureScheme;

/**
 * A span of heights with one engine, one validator set and one set of parameters.
 *
 * @param chain the chain's id
 * @param number from 0
 * @param firstHeight first height of the span
 * @param lastHeight last height of the span; its engine commits nothing above
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

  /**
   * The epoch that follows. Its validators, parameters and engine are this one's; who changes them
   * one day does it here, for all the certificate of the last height is what names it.
   */
  public Epoch next() {
    return new Epoch(
        chain,
        number + 1,
        lastHeight + 1,
        lastHeight + parameters.epochLength(),
        engine,
        validators,
        parameters,
        scheme);
  }

  /**
   * The epoch before, for evidence of what was done in it.
   *
   * @throws IllegalStateException if this is the first
   */
  public Epoch previous() {
    if (number == 0) {
      throw new IllegalStateException("no epoch comes before the first");
    }
    return new Epoch(
        chain,
        number - 1,
        firstHeight - parameters.epochLength(),
        firstHeight - 1,
        engine,
        validators,
        parameters,
        scheme);
  }

  /** What the attestation of that height says of the next epoch; zero unless it is the last one. */
  public Hash successorAt(long height) {
    return height == lastHeight ? next().digest() : Hash.ZERO;
  }

  /** Names everything that a replica must know to take part, and a client to believe it. */
  public Hash digest() {
    Encoder out =
        new Encoder(1024)
            .hash(chain)
            .u64(number)
            .u64(firstHeight)
            .u64(lastHeight)
            .u8(engine.code());
    parameters.encode(out);
    out.list(validators.all(), (o, v) -> v.encode(o));
    return Sha256.tagged("quorate/epoch/1", out.toBytes());
  }
}
