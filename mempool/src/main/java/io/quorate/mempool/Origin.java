package io.quorate.mempool;

/**
 * Who brought a transaction; decides whose share of the room it uses and whether this replica
 * spreads it.
 */
public sealed interface Origin {
  /** A client of this replica. */
  Origin LOCAL = new Local();

  /** A client of this replica: the replica is the one to tell the others. */
  record Local() implements Origin {}

  /**
   * Another replica, which is the one to tell the others.
   *
   * @param index what tells peers apart: the validator index
   */
  record Peer(int index) implements Origin {}

  /** The peer with that index. */
  static Origin peer(int index) {
    return new Peer(index);
  }
}
