package io.quorate.crypto;

import java.security.SignatureException;

/**
 * A key that signs natively. RFC 8032 signing is deterministic, so both libraries make the same
 * signature.
 */
final class NativePrivateKey implements PrivateKey {
  private final BouncyCastlePrivateKey longMessages;
  private final java.security.Signature signing;

  /**
   * @param longMessages the same key, for messages that the native library refuses
   * @param signing initialised with the key; belongs to this object from now on
   */
  NativePrivateKey(BouncyCastlePrivateKey longMessages, java.security.Signature signing) {
    this.longMessages = longMessages;
    this.signing = signing;
  }

  @Override
  public PublicKey publicKey() {
    return longMessages.publicKey();
  }

  @Override
  public Signature sign(Bytes message) {
    return message.size() > NativeEd25519.MAX_MESSAGE
        ? longMessages.sign(message)
        : signNatively(message);
  }

  /** Under a lock, because the provider's object has a state; it is held for some microseconds. */
  private synchronized Signature signNatively(Bytes message) {
    try {
      signing.update(message.sharedArray(), message.sharedOffset(), message.size());
      return new Signature(Bytes.wrap(signing.sign()));
    } catch (SignatureException e) {
      throw new IllegalStateException("the native provider could not sign", e);
    }
  }

  @Override
  public Signature provePossession() {
    return sign(Ed25519Scheme.possessionMessage(publicKey().bytes()));
  }

  @Override
  public String toString() {
    return longMessages.toString();
  }
}
