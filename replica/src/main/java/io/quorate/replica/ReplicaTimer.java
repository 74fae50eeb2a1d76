package io.quorate.replica;

import io.quorate.consensus.engine.TimerId;

/**
 * A timer of a replica; starting one replaces a running one of the same owner and name.
 *
 * @param owner whose it is
 * @param epoch the epoch of the engine that set it; 0 for the replica's own
 * @param id name and place
 */
public record ReplicaTimer(Owner owner, long epoch, TimerId id) {
  /** Whose timer it is. */
  public enum Owner {
    ENGINE,
    REPLICA
  }
}
