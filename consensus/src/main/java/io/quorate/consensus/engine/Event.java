package io.quorate.consensus.engine;

import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/** Everything that can happen to an engine. */
public sealed interface Event {

  /**
   * The first event of a process.
   *
   * @param safetyState the last durable {@link Effect.Persist#safetyState()}; empty on a fresh
   *     replica
   * @param committed the highest committed block, the genesis block on a fresh chain
   * @param uncommitted durable blocks above it, in no particular order
   * @param executedHeight the highest executed height
   */
  record Started(
      Optional<Bytes> safetyState, Block committed, List<Block> uncommitted, long executedHeight)
      implements Event {}

  /**
   * A verified message of a peer, or an own message coming back signed.
   *
   * @param message the message
   */
  record MessageReceived(SignedMessage message) implements Event {}

  /**
   * A timer ran out.
   *
   * @param timer which
   */
  record TimerExpired(TimerId timer) implements Event {}

  /**
   * The answer to {@link Effect.RequestPayload}.
   *
   * @param view the request's view
   * @param parent the request's parent
   * @param payload what to propose
   * @param timeMillis the block time to propose
   */
  record PayloadReady(long view, Hash parent, Payload payload, long timeMillis) implements Event {}

  /**
   * The answer to {@link Effect.ValidateBlock}.
   *
   * @param block the block's hash
   * @param verdict whether an honest replica may vote for it
   */
  record BlockValidated(Hash block, Verdict verdict) implements Event {}

  /**
   * A fetched block arrived; its payload was verified like a proposal's, its place in the chain was
   * not.
   *
   * @param block the block
   */
  record BlockAvailable(Block block) implements Event {}

  /**
   * A block was committed on the word of a finality certificate (catch-up), not by this engine.
   * Comes in height order.
   *
   * @param block the block
   */
  record CommittedElsewhere(Block block) implements Event {}

  /**
   * A height was executed.
   *
   * @param height the height
   */
  record HeightExecuted(long height) implements Event {}

  /**
   * A validator's connection came up, or it has not committed what waits for its attestation here;
   * tell it what it may have missed.
   *
   * @param validator its index
   */
  record PeerConnected(int validator) implements Event {}

  /**
   * A height became final: everything up to it was executed here and has its certificates. Comes
   * once after {@link Started} for the highest one that is durable, if any, and then for each
   * height in order; several may be skipped when catch-up brought them.
   *
   * @param certificate the certificate of that height
   */
  record HeightFinal(FinalityCertificate certificate) implements Event {}

  /**
   * What this replica waits for longest that can be ordered; emitted on every change.
   *
   * @param oldest id of the transaction, or name of the offence where only evidence waits; empty
   *     when nothing waits
   */
  record WorkPending(Optional<Hash> oldest) implements Event {
    /** Whether anything waits. */
    public boolean pending() {
      return oldest.isPresent();
    }
  }
}
