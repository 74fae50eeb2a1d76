package io.quorate.crypto;

import java.util.Optional;

/**
 * The implementation of each scheme that is fastest on this machine. Each is made once, on first
 * use.
 */
public final class SignatureSchemes {
  private SignatureSchemes() {}

  /**
   * The scheme by its best implementation here: Ed25519 natively where that loads, by BouncyCastle
   * otherwise.
   *
   * @throws IllegalStateException for BLS12-381 where its native library does not load; the message
   *     names the platform
   */
  public static SignatureScheme of(SchemeId id) {
    return switch (id) {
      case ED25519 -> Ed25519.BEST;
      case BLS12_381 -> Bls.LIBRARY.schemeOrThrow();
    };
  }

  /** Ed25519 in Java alone, on every platform. */
  public static SignatureScheme bouncyCastleEd25519() {
    return Ed25519.BOUNCY_CASTLE;
  }

  /** Ed25519 by the native provider, or empty where it does not load. */
  public static Optional<SignatureScheme> nativeEd25519() {
    return Ed25519.NATIVE;
  }

  /** Loaded with its first use, as the native library takes a while. */
  private static final class Ed25519 {
    static final SignatureScheme BOUNCY_CASTLE = new Ed25519Scheme(new BouncyCastleEd25519());
    static final Optional<SignatureScheme> NATIVE = NativeEd25519.load().map(Ed25519Scheme::new);
    static final SignatureScheme BEST = NATIVE.orElse(BOUNCY_CASTLE);
  }

  /**
   * Loaded with its first use, so that a chain that signs with Ed25519 never touches the library.
   */
  private static final class Bls {
    static final BlsLibrary LIBRARY = BlsLibrary.load();
  }
}
