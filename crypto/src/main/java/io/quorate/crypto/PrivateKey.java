package io.quorate.crypto;

/**
 * A key that signs. Signing is deterministic: equal messages get equal signatures. Thread-safe.
 * {@code toString} names the public key and never shows the secret.
 */
public interface PrivateKey {
  /** The key that verifies what this one signs. */
  PublicKey publicKey();

  /**
   * The signature of {@code message}, which must carry its own domain: nothing is added to it here.
   */
  Signature sign(Bytes message);

  /** The proof that the holder of {@link #publicKey()} knows its secret, for its registration. */
  Signature provePossession();
}
