package io.quorate.node.net;

import io.quorate.crypto.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The secret by which a node authenticates its connections: an Ed25519 key, used for TLS alone.
 * {@code toString} never shows it.
 */
public final class NetworkKey {
  private final Bytes publicKey;
  private final EdECPrivateKey privateKey;

  private NetworkKey(Bytes publicKey, EdECPrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * The key of a seed.
   *
   * @param seed 32 secret bytes of full entropy
   * @throws IllegalArgumentException when there are not exactly 32
   */
  public static NetworkKey ofSeed(Bytes seed) {
    if (seed.size() != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException(
          "a network key has a seed of 32 bytes, not " + seed.size());
    }
    byte[] secret = seed.toArray();
    try {
      EdECPrivateKeySpec spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret);
      PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(spec);
      byte[] point = new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded();
      return new NetworkKey(Bytes.wrap(point), (EdECPrivateKey) key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no Ed25519", e);
    }
  }

  /** The raw 32 bytes that peers pin, a validator's {@code networkKey}. */
  public Bytes publicKey() {
    return publicKey;
  }

  EdECPrivateKey privateKey() {
    return privateKey;
  }

  @Override
  public String toString() {
    return "network key " + publicKey.toHex();
  }
}
