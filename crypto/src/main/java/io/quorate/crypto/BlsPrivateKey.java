package io.quorate.crypto;

import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.SecretKey;

/**
 * A BLS12-381 key, made from its seed by KeyGen of draft-irtf-cfrg-bls-signature-05 section 2.3.
 */
final class BlsPrivateKey implements PrivateKey {
  private static final int SEED_SIZE = 32;

  private final SecretKey secret;
  private final PublicKey publicKey;

  BlsPrivateKey(SecretKey secret) {
    this.secret = secret;
    this.publicKey = new PublicKey(SchemeId.BLS12_381, Bytes.wrap(new P1(secret).compress()));
  }

  /**
   * The key of a seed.
   *
   * @throws IllegalArgumentException when the seed has not exactly 32 bytes
   */
  static BlsPrivateKey ofSeed(Bytes seed) {
    if (seed.size() != SEED_SIZE) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.size());
    }
    SecretKey secret = new SecretKey();
    secret.keygen(seed.readOnlyArray());
    return new BlsPrivateKey(secret);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Signature sign(Bytes message) {
    return sign(message, BlsScheme.SIGNATURE_DOMAIN);
  }

  @Override
  public Signature provePossession() {
    return sign(publicKey.bytes(), BlsScheme.POSSESSION_DOMAIN);
  }

  private Signature sign(Bytes message, String domain) {
    P2 point = new P2().hash_to(message.readOnlyArray(), domain).sign_with(secret);
    return new Signature(Bytes.wrap(point.compress()));
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
