package io.quorate.application;

import io.quorate.consensus.Transaction;
import java.util.List;

/**
 * What a leader proposes, or is about to propose, as an application may judge it.
 *
 * @param height the block's height, from 1
 * @param timeMillis the block's time, in milliseconds since 1970-01-01T00:00Z
 * @param transactions correctly signed, of this chain, not expired, within the chain's limits, in
 *     the order in which they would be executed; never the same one twice. Some may have been
 *     executed before.
 */
public record Proposal(long height, long timeMillis, List<Transaction> transactions) {
  /** Copies the list. */
  public Proposal {
    transactions = List.copyOf(transactions);
  }

  /** The same with other transactions. */
  public Proposal with(List<Transaction> others) {
    return new Proposal(height, timeMillis, others);
  }
}
