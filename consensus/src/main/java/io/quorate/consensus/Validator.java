package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.Signature;

/**
 * A replica with voting power.
 *
 * @param name what people call it; unique within a set
 * @param key the key of its votes and attestations, in the chain's signature scheme
 * @param possession proof that it holds the private key (DESIGN section 5)
 * @param networkKey the raw 32-byte Ed25519 key of its TLS certificate, pinned by its peers
 * @param power voting power, at least 1
 */
public record Validator(
    String name, PublicKey key, Signature possession, Bytes networkKey, long power) {

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.text(name)
        .u8(key.scheme().code())
        .bytes(key.bytes())
        .bytes(possession.bytes())
        .bytes(networkKey)
        .u64(power);
  }
}
