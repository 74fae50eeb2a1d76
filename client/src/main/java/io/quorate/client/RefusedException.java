package io.quorate.client;

import io.quorate.api.ErrorCode;

/**
 * The nodes refused it, and none of them may execute it later. A refusal cannot be proved: it is
 * the word of {@link #nodes()} nodes, credible from f + 1 on.
 *
 * <p>A transaction that a node may have had before (it was admitted somewhere, a node was silent or
 * broke off, or it comes from {@link Account#submit(io.quorate.consensus.Transaction)}, so that an
 * earlier process may have sent it) is refused only for its form, or because another transaction
 * used its sequence number. Otherwise an earlier copy may be executed although all nodes refuse
 * this one, and the outcome is {@link UnknownOutcomeException}, until its expiry is proved.
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
