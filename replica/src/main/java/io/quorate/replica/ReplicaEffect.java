package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Hash;
import io.quorate.mempool.Admission;
import io.quorate.replica.message.PeerMessage;
import java.util.Optional;

/** Everything a replica asks of its host; to be performed in the order of emission. */
public sealed interface ReplicaEffect {

  /**
   * Write, and make durable before any later {@link SignAndSend} leaves. Hosts merge neighbours
   * into one sync.
   *
   * @param batch the changes
   */
  record Persist(WriteBatch batch) implements ReplicaEffect {}

  /**
   * Write; durable with the next {@link Persist}.
   *
   * @param batch the changes
   */
  record Write(WriteBatch batch) implements ReplicaEffect {}

  /**
   * What is signed and sent. The signing guard has agreed and its record precedes this effect in a
   * {@link Persist}.
   */
  sealed interface Outgoing {
    /** What to sign; empty for messages without a signature. */
    Optional<SigningContent> content();
  }

  /**
   * An engine's message.
   *
   * @param epoch the epoch's number
   * @param message the body
   */
  record OutgoingEngineMessage(long epoch, EngineMessage message) implements Outgoing {
    @Override
    public Optional<SigningContent> content() {
      return message.toSign().map(c -> c);
    }
  }

  /**
   * An attestation.
   *
   * @param attestation what was computed
   */
  record OutgoingAttestation(Attestation attestation) implements Outgoing {
    @Override
    public Optional<SigningContent> content() {
      return Optional.of(attestation);
    }
  }

  /** Addressees. */
  sealed interface Recipients {}

  /** Every other validator. */
  record Everyone() implements Recipients {}

  /**
   * One validator, possibly this one.
   *
   * @param validator its index
   */
  record One(int validator) implements Recipients {}

  /**
   * Sign, send, and hand the signed message back as {@link ReplicaInput.Received} from this replica
   * itself.
   *
   * @param recipients to whom
   * @param outgoing what
   */
  record SignAndSend(Recipients recipients, Outgoing outgoing) implements ReplicaEffect {}

  /**
   * Send a message that needs no signature; waits for no disk.
   *
   * @param recipients to whom, never this replica
   * @param message what
   */
  record Send(Recipients recipients, PeerMessage message) implements ReplicaEffect {}

  /**
   * Start or restart a timer.
   *
   * @param timer which
   * @param delayMillis after how long
   */
  record StartTimer(ReplicaTimer timer, long delayMillis) implements ReplicaEffect {}

  /**
   * Cancel a timer if it runs.
   *
   * @param owner whose
   * @param name its name
   */
  record CancelTimer(ReplicaTimer.Owner owner, String name) implements ReplicaEffect {}

  /**
   * Execute the block of the next height and answer with {@link ReplicaInput.Executed}. One after
   * the other, off the replica's own thread.
   *
   * @param block the block
   */
  record Execute(Block block) implements ReplicaEffect {}

  /**
   * What became of a client's submission.
   *
   * @param transaction the transaction
   * @param admission the outcome
   */
  record Admitted(Transaction transaction, Admission admission) implements ReplicaEffect {}

  /**
   * An admitted transaction left the mempool without having been executed.
   *
   * @param transaction its id
   * @param reason why it can no longer be executed
   */
  record Dropped(Hash transaction, Admission.Refused reason) implements ReplicaEffect {}

  /**
   * A block was ordered.
   *
   * @param block the block
   */
  record Committed(Block block) implements ReplicaEffect {}

  /**
   * A height has its finality certificate and was executed here with the same result; its receipts
   * can be handed out.
   *
   * @param certificate the certificate
   */
  record Finalized(FinalityCertificate certificate) implements ReplicaEffect {}

  /**
   * A validator was caught.
   *
   * @param evidence the proof
   */
  record Caught(Equivocation evidence) implements ReplicaEffect {}

  /**
   * The replica took up an epoch: at its start and whenever the certificate of an epoch's last
   * height is here. From now on the host's {@link InboundVerifier} judges for this one.
   *
   * @param epoch the epoch
   */
  record EnteredEpoch(Epoch epoch) implements ReplicaEffect {}

  /**
   * The engine entered a view.
   *
   * @param view the view
   * @param leader its leader's index
   */
  record EnteredView(long view, int leader) implements ReplicaEffect {}

  /**
   * A line for the trace.
   *
   * @param rule label of the rule that fired
   * @param text what happened
   */
  record Note(String rule, String text) implements ReplicaEffect {}

  /**
   * Stop this process: going on would be a lie. Nothing after this effect counts.
   *
   * @param reason what was found, for the operator
   */
  record Halt(String reason) implements ReplicaEffect {}
}
