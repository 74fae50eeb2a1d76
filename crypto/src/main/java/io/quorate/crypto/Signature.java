package io.quorate.crypto;

/**
 * The bytes of one signature, of any length: a wrong length fails to verify, and nothing else.
 * Never identify anything by them, since others may be able to make a second valid signature of the
 * same content.
 *
 * @param bytes as the scheme encodes them
 */
public record Signature(Bytes bytes) {
  /** The absence of a signature; it verifies under no key. */
  public static final Signature NONE = new Signature(Bytes.EMPTY);
}
