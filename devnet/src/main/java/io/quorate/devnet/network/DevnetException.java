package io.quorate.devnet.network;

/**
 * Something a person can put right. The message is a sentence that says what is wrong and what to
 * do.
 */
public final class DevnetException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the sentence alone. */
  public DevnetException(String message) {
    super(message);
  }

  /** What another part says of itself in a sentence of this kind. */
  public static DevnetException of(Exception cause) {
    return new DevnetException(String.valueOf(cause.getMessage()), cause);
  }

  /** With what caused it, for {@code --verbose}. */
  public DevnetException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
