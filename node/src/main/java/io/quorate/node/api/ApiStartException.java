package io.quorate.node.api;

/** The API server could not start; the message says why and what to do. */
public final class ApiStartException extends Exception {
  private static final long serialVersionUID = 1L;

  ApiStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
