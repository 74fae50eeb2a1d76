package io.quorate.client;

/**
 * Why a call failed, as the cause in a future. The subtypes tell apart what a caller must treat
 * differently; all messages say what to do.
 */
public abstract sealed class ClientException extends RuntimeException
    permits RefusedException,
        ExpiredException,
        UnknownOutcomeException,
        TooManyInFlightException,
        UnavailableException,
        PrunedException,
        ClosedException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  ClientException(String message) {
    super(message, null, false, false);
    this.sentence = message;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
