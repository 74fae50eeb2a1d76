package io.quorate.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;

/**
 * Ed25519 by Amazon Corretto Crypto Provider, whose AWS-LC computes [s]B - [k]A and compares its
 * encoding with R.
 *
 * <p>The provider is used directly and never installed into the process, so nothing else changes
 * its behaviour. It is found by its name: platforms that it does not exist for are built without
 * it.
 */
final class NativeEd25519 implements Ed25519Library {
  /**
   * The provider refuses longer messages; those, of which there are next to none, go to
   * BouncyCastle.
   */
  static final int MAX_MESSAGE = 1 << 20;

  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
  private static final String ALGORITHM = "Ed25519";

  private final Provider provider;

  /**
   * One object per thread, as it has a state, and making one anew costs more than setting another
   * key does.
   */
  private final ThreadLocal<Signature> verifying;

  private final BouncyCastleEd25519 longMessages = new BouncyCastleEd25519();

  private NativeEd25519(Provider provider) {
    this.provider = provider;
    this.verifying = ThreadLocal.withInitial(() -> newSignature(provider));
  }

  /** The library, or empty where it is not there or does not load. */
  static Optional<Ed25519Library> load() {
    try {
      Class<?> type = Class.forName(PROVIDER);
      Provider provider = (Provider) type.getField("INSTANCE").get(null);
      Object loadingError = type.getMethod("getLoadingError").invoke(provider);
      if (loadingError != null || provider.getService("Signature", ALGORITHM) == null) {
        return Optional.empty();
      }
      return Optional.of(new NativeEd25519(provider));
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }

  @Override
  public Verifier verifier(Bytes key) {
    return new KeyVerifier(key, NativeKeys.encode(key));
  }

  @Override
  public PrivateKey privateKey(Bytes seed) {
    BouncyCastlePrivateKey key = new BouncyCastlePrivateKey(seed);
    Signature signing = newSignature(provider);
    try {
      signing.initSign(NativeKeys.encodePrivate(seed));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the native provider refuses a private key", e);
    }
    return new NativePrivateKey(key, signing);
  }

  private final class KeyVerifier implements Verifier {
    private final Bytes raw;
    private final java.security.PublicKey key;

    KeyVerifier(Bytes raw, java.security.PublicKey key) {
      this.raw = raw;
      this.key = key;
    }

    @Override
    public boolean verify(Bytes message, Bytes signature) {
      if (message.size() > MAX_MESSAGE) {
        return longMessages.verifier(raw).verify(message, signature);
      }
      Signature verifier = verifying.get();
      try {
        verifier.initVerify(key);
        verifier.update(message.sharedArray(), message.sharedOffset(), message.size());
        return verifier.verify(signature.sharedArray(), signature.sharedOffset(), signature.size());
      } catch (InvalidKeyException e) {
        throw new IllegalStateException("the native provider refuses the valid key " + raw, e);
      } catch (SignatureException e) {
        // The provider's word for some malformed signatures; the next initVerify clears the object.
        return false;
      }
    }
  }

  private static Signature newSignature(Provider provider) {
    try {
      return Signature.getInstance(ALGORITHM, provider);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the native provider has lost its Ed25519", e);
    }
  }
}
