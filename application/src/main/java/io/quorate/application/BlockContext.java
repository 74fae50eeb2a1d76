package io.quorate.application;

import io.quorate.consensus.Equivocation;
import java.util.List;

/**
 * What an application may know about the block it executes; the same on every replica.
 *
 * @param height the block's height, from 1
 * @param timeMillis the block's time, in milliseconds since 1970-01-01T00:00Z: the only time there
 *     is
 * @param proposer index of the proposer in its epoch's validator set
 * @param evidence verified proofs of misbehaviour that the block carries, in its order; each
 *     offence comes once in the whole chain
 */
public record BlockContext(
    long height, long timeMillis, int proposer, List<Equivocation> evidence) {
  /** Copies the list. */
  public BlockContext {
    evidence = List.copyOf(evidence);
  }
}
