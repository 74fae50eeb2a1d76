package io.quorate.client;

import io.quorate.api.ErrorCode;

/**
 * The nodes refused it, and none of them may execute it later. A refusal cannot be proved: it is
 * the word of {@link #nodes()} nodes, credible from f + 1 on.
 */
public final class RefusedException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int nodes;

  RefusedException(ErrorCode code, String message, int nodes) {
    super(code + ": " + message);
    this.code = code;
    this.nodes = nodes;
  }

  /** Why. */
  public ErrorCode code() {
    return code;
  }

  /** How many nodes said so. */
  public int nodes() {
    return nodes;
  }
}
