package io.quorate.mempool;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.PublicKey;

/**
 * What admission needs to know of the executed state. Asked on the pool's own thread while
 * execution may run on another: every answer is of some executed height at or above the last one
 * told to {@link Mempool#committed}.
 */
public interface LedgerView {
  /** The sender's replicated window, {@link SequenceWindow#EMPTY} for one never seen. */
  SequenceWindow window(PublicKey sender);

  /** The highest executed height, 0 when nothing was executed. */
  long height();

  /**
   * The application's own check, asked last. Advice, not safety: what it lets through may still
   * fail when executed.
   */
  Verdict check(Transaction transaction);
}
