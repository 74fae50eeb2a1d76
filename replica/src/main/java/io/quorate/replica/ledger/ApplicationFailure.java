package io.quorate.replica.ledger;

/**
 * The application threw while executing, or came to another result than it did before. What is
 * right is unknown, so the replica cannot go on: the host stops it.
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

  /**
   * A failure without an exception.
   *
   * @param message height and transaction
   */
  public ApplicationFailure(String message) {
    super(message);
  }
}
