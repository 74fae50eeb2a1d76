package io.quorate.client;

/**
 * As many transactions are unanswered as the client or the account may have. Nothing was signed or
 * sent: wait for an answer and submit again.
 */
public final class TooManyInFlightException extends ClientException {
  private static final long serialVersionUID = 1L;

  TooManyInFlightException(String message) {
    super(message);
  }
}
