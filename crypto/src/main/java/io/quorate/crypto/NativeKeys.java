package io.quorate.crypto;

/**
 * Ed25519 keys in the encodings that the Java security interfaces carry (RFC 8410). The JDK's own
 * key classes would compute the point behind the encoding, which the native library does again.
 */
final class NativeKeys {
  private static final String ALGORITHM = "EdDSA";

  /** The DER in front of the 32 bytes of a key in a SubjectPublicKeyInfo. */
  private static final Bytes PUBLIC_PREFIX = Bytes.fromHex("302a300506032b6570032100");

  /** The DER in front of the 32 bytes of a seed in a PKCS #8 PrivateKeyInfo. */
  private static final Bytes PRIVATE_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

  private NativeKeys() {}

  static java.security.PublicKey encode(Bytes key) {
    return new EncodedPublicKey(Bytes.concat(PUBLIC_PREFIX, key));
  }

  static java.security.PrivateKey encodePrivate(Bytes seed) {
    return new EncodedPrivateKey(Bytes.concat(PRIVATE_PREFIX, seed));
  }

  private static final class EncodedPublicKey implements java.security.PublicKey {
    private static final long serialVersionUID = 1L;

    private final transient Bytes encoding;

    EncodedPublicKey(Bytes encoding) {
      this.encoding = encoding;
    }

    @Override
    public String getAlgorithm() {
      return ALGORITHM;
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return encoding.toArray();
    }
  }

  private static final class EncodedPrivateKey implements java.security.PrivateKey {
    private static final long serialVersionUID = 1L;

    private final transient Bytes encoding;

    EncodedPrivateKey(Bytes encoding) {
      this.encoding = encoding;
    }

    @Override
    public String getAlgorithm() {
      return ALGORITHM;
    }

    @Override
    public String getFormat() {
      return "PKCS#8";
    }

    @Override
    public byte[] getEncoded() {
      return encoding.toArray();
    }
  }
}
