package io.quorate.node.storage;

/**
 * Thrown by every operation of a store that has failed or is closed, so that nobody goes on as if a
 * write had happened. The {@link FailureHandler} has been told of a failure; whoever catches this
 * only stops.
 */
public final class StoreFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
