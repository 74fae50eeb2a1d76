package io.quorate.crypto;

/**
 * One library's Ed25519, brought to the predicate that {@link Ed25519Scheme} states. Thread-safe.
 */
interface Ed25519Library {
  /**
   * What the library needs of a public key for verifying; made once per key and remembered.
   * Thread-safe.
   */
  interface Verifier {
    /**
     * Whether s is below L and the encoding of [s]B - [k]A is R.
     *
     * @param signature of exactly 64 bytes, R not the identity
     */
    boolean verify(Bytes message, Bytes signature);
  }

  /**
   * The verifier of one key.
   *
   * @param key canonical, in the prime-order group, not the identity
   */
  Verifier verifier(Bytes key);

  /**
   * The private key of a seed.
   *
   * @throws IllegalArgumentException when the seed has not exactly 32 bytes
   */
  PrivateKey privateKey(Bytes seed);
}
