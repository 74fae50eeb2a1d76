package io.quorate.node.api;

import java.util.List;

/**
 * Whether to restart the node, and whether to send clients to it.
 *
 * @param faults why it does not live, a sentence each; empty if it lives
 * @param notReady why clients should go elsewhere, a sentence each; empty if it is ready
 */
public record NodeHealth(List<String> faults, List<String> notReady) {
  /** Copies the lists. */
  public NodeHealth {
    faults = List.copyOf(faults);
    notReady = List.copyOf(notReady);
  }

  /** Whether the process works at all. */
  public boolean live() {
    return faults.isEmpty();
  }

  /** Whether it serves clients. */
  public boolean ready() {
    return faults.isEmpty() && notReady.isEmpty();
  }
}
