package io.quorate.crypto.keyfile;

/**
 * A key file that cannot be read or written. The message says what to do about it and holds no
 * secret.
 */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
