package io.quorate.consensus.engine;

import io.quorate.crypto.Hash;

/**
 * An ordering protocol as a deterministic state machine: one event in, any number of effects out
 * (DESIGN section 4). It holds no key, reads no clock, starts no thread. Not thread-safe: the host
 * calls it from one place at a time.
 *
 * <p>The host's duties:
 *
 * <ol>
 *   <li>Hand in {@link Event.Started} first, once, with the last {@link Effect.Persist} state that
 *       became durable.
 *   <li>Hand in only messages that the engine's {@link MessageVerifier} accepted.
 *   <li>Perform effects in the order in which they were emitted. A {@link Effect.Persist} is a
 *       barrier: no later {@link Effect.Send} or {@link Effect.Broadcast} leaves before it is
 *       durable.
 *   <li>Sign outgoing messages that have something to sign, once the signing guard agrees, and hand
 *       every own message back as {@link Event.MessageReceived}, signed.
 *   <li>Answer {@link Effect.ValidateBlock} with {@link Event.BlockValidated} and {@link
 *       Effect.RequestPayload} with {@link Event.PayloadReady}; the newest request replaces an
 *       unanswered older one.
 *   <li>Hand in {@link Event.HeightExecuted} for every executed height and {@link
 *       Event.HeightFinal} for final ones, in order.
 *   <li>Fire a timer once, at or after its delay, unless it was cancelled or started again, with
 *       the very {@link TimerId} it was started with. A stale expiry is harmless: every start has a
 *       number ({@link EngineTimers}).
 * </ol>
 */
public interface ConsensusEngine {

  /**
   * Takes one event and emits its effects. A broken invariant is an {@link IllegalStateException}:
   * stop the process.
   */
  void handle(Event event, Effects effects);

  /** Digest of the whole state, for comparing runs; reading it changes nothing. */
  Hash stateHash();
}
