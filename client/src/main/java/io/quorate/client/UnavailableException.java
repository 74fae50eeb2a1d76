package io.quorate.client;

/** No node gave an answer that holds; the message says what each of them did. */
public final class UnavailableException extends ClientException {
  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message);
  }
}
