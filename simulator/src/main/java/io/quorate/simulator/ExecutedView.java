package io.quorate.simulator;

import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.PublicKey;
import io.quorate.mempool.LedgerView;
import io.quorate.replica.ledger.Executor;

/**
 * What admission sees of a node's executed state.
 *
 * @param executor the node's executor
 */
record ExecutedView(Executor executor) implements LedgerView {
  @Override
  public SequenceWindow window(PublicKey sender) {
    return executor.window(sender);
  }

  @Override
  public long height() {
    return executor.state().latestVersion();
  }

  @Override
  public Verdict check(Transaction transaction) {
    return executor.check(transaction);
  }
}
