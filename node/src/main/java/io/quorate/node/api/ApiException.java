package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;

/**
 * An answer that is an error, as a failure of a future. It has no stack trace: it is an answer, not
 * a fault.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  /** The failure that carries {@code error}. */
  public ApiException(ApiError error) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = error;
  }

  /** The failure with that code and sentence. */
  public ApiException(ErrorCode code, String message) {
    this(new ApiError(code, message));
  }

  /** What to answer. */
  public ApiError error() {
    return error;
  }
}
