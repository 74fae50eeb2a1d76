package io.quorate.client;

/**
 * All nodes say that they have given up the state of the height that was asked for: each keeps that
 * of its latest 64 heights. Nothing proves it; it is the word of {@link #nodes()} nodes.
 */
public final class PrunedException extends ClientException {
  private static final long serialVersionUID = 1L;

  private final int nodes;

  PrunedException(String message, int nodes) {
    super(message);
    this.nodes = nodes;
  }

  /** How many nodes said so. */
  public int nodes() {
    return nodes;
  }
}
