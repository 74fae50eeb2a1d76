package io.quorate.crypto.keyfile;

/**
 * A key file that cannot be read or written. The message says what to do about it and holds no
 * secret.
 */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure without a cause of its own, also of a {@link PassphraseSource}.
   *
   * @param message what is wrong and what to do; holds no secret
   */
  public KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
