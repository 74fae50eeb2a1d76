package io.quorate.node.storage;

/**
 * Told, once, that a running store can no longer keep its promises: the disk is full, a write
 * failed, or what was read is damaged. From then on every operation of the store throws {@link
 * StoreFailedException}, and nothing more is written, so that what is on disk stays a prefix of
 * what was written.
 *
 * <p>Called on the thread whose operation failed. It stops the node, and does not close the store
 * from inside the call.
 */
@FunctionalInterface
public interface FailureHandler {
  /**
   * The store has failed.
   *
   * @param explanation one sentence for the operator: what failed, where, and what to do
   * @param cause what the database or the operating system reported
   */
  void onFailure(String explanation, Throwable cause);
}
