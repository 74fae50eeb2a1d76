package io.quorate.crypto;

import supranational.blst.P1;

/** Whether the native library blst loads on this machine. */
sealed interface BlsLibrary {
  /**
   * The scheme.
   *
   * @throws IllegalStateException where the library does not load, with a message for whoever chose
   *     the scheme
   */
  SignatureScheme schemeOrThrow();

  /** It loads. */
  record Loaded(SignatureScheme scheme) implements BlsLibrary {
    @Override
    public SignatureScheme schemeOrThrow() {
      return scheme;
    }
  }

  /** It does not load, and why. */
  record Missing(String platform, String reason) implements BlsLibrary {
    @Override
    public SignatureScheme schemeOrThrow() {
      throw new IllegalStateException(
          "bls12-381 needs the native library blst, which does not load on "
              + platform
              + " ("
              + reason
              + "); it exists for Linux and macOS on x86-64 and arm64. Run there, or choose ed25519 in the genesis.");
    }
  }

  /** Tries the library with one use of it, as it loads with its first. */
  static BlsLibrary load() {
    try {
      P1.generator();
      return new Loaded(new BlsScheme());
    } catch (LinkageError | RuntimeException e) {
      return new Missing(
          System.getProperty("os.name") + " on " + System.getProperty("os.arch"), e.toString());
    }
  }
}
