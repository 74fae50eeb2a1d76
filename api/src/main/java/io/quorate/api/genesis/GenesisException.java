package io.quorate.api.genesis;

/**
 * A genesis file that cannot be used; the message names the file or the key, what is wrong, and
 * what to do.
 */
public final class GenesisException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  /** A fault of the content. */
  public GenesisException(String message) {
    super(message);
    this.sentence = message;
  }

  /** A fault with a cause below. */
  public GenesisException(String message, Throwable cause) {
    super(message, cause);
    this.sentence = message;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
