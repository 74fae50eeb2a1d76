package io.quorate.consensus.engine;

import io.quorate.consensus.Verdict;

/**
 * Judges a message before the engine sees it: signatures, certificates, sizes, membership, epoch,
 * and the transactions a proposal carries. Stateless apart from caches, thread-safe; runs on a pool
 * in the node and inline in the simulator.
 */
@FunctionalInterface
public interface MessageVerifier {
  /** The verdict; never throws for anything a peer can send. */
  Verdict verify(SignedMessage message);
}
