package io.quorate.node.runtime;

/** Told once that the node cannot go on; the process logs the reason and stops. */
@FunctionalInterface
public interface NodeFailure {
  /**
   * Stops the node.
   *
   * @param reason what happened and what to do, for the operator
   * @param cause the exception, if there was one
   */
  void stop(String reason, java.util.Optional<Throwable> cause);
}
