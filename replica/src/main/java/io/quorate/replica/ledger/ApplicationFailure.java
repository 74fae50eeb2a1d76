package io.quorate.replica.ledger;

/**
 * The application threw while executing. Its result is unknown, so the replica cannot go on: the
 * host stops it.
 */
public final class ApplicationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param message height and transaction
   * @param cause what the application threw
   */
  public ApplicationFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
