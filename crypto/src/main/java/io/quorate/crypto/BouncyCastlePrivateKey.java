package io.quorate.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key, expanded once, so that a signature costs one multiplication of the base point.
 */
final class BouncyCastlePrivateKey implements PrivateKey {
  private final byte[] expanded = new byte[Ed25519.ExpandedKey.EXPANDED_KEY_SIZE];
  private final byte[] encodedPublicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private final PublicKey publicKey;

  /**
   * @throws IllegalArgumentException when the seed has not exactly 32 bytes
   */
  BouncyCastlePrivateKey(Bytes seed) {
    if (seed.size() != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.size());
    }
    Ed25519.ExpandedKey.expandPrivateKey(seed.sharedArray(), seed.sharedOffset(), expanded, 0);
    Ed25519.ExpandedKey.generatePublicKey(expanded, 0, encodedPublicKey, 0);
    this.publicKey = new PublicKey(SchemeId.ED25519, Bytes.copyOf(encodedPublicKey));
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Signature sign(Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.ExpandedKey.sign(
        expanded,
        0,
        encodedPublicKey,
        0,
        message.sharedArray(),
        message.sharedOffset(),
        message.size(),
        signature,
        0);
    return new Signature(Bytes.wrap(signature));
  }

  @Override
  public Signature provePossession() {
    return sign(Ed25519Scheme.possessionMessage(publicKey.bytes()));
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
