package io.quorate.replica;

import io.quorate.consensus.Transaction;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.message.PeerMessage;

/** Everything a host hands to a replica. */
public sealed interface ReplicaInput {

  /** The first input of a process, once. */
  record Start() implements ReplicaInput {}

  /**
   * A message that passed {@link InboundVerifier}, or an own message handed back signed.
   *
   * @param from the authenticated peer's index; the replica's own for messages handed back
   * @param message the message
   */
  record Received(int from, PeerMessage message) implements ReplicaInput {}

  /**
   * A client's transaction whose stateless checks passed.
   *
   * @param transaction the transaction
   */
  record Submitted(Transaction transaction) implements ReplicaInput {}

  /**
   * A timer ran out.
   *
   * @param timer which
   */
  record TimerFired(ReplicaTimer timer) implements ReplicaInput {}

  /**
   * Answers {@link ReplicaEffect.Execute}; in height order.
   *
   * @param result what came out
   */
  record Executed(ExecutedBlock result) implements ReplicaInput {}

  /**
   * A validator's connection is up, both ways.
   *
   * @param peer its index
   */
  record PeerUp(int peer) implements ReplicaInput {}

  /**
   * A validator's connection is lost.
   *
   * @param peer its index
   */
  record PeerDown(int peer) implements ReplicaInput {}
}
