package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;

/** An application that tells the checkers what it is asked to execute. */
final class WatchedApplication extends ForwardingApplication {
  private final int node;
  private final Checks checks;
  private final long process;

  WatchedApplication(Application inner, int node, long process, Checks checks) {
    super(inner);
    this.node = node;
    this.process = process;
    this.checks = checks;
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    checks.applied(node, process, block.height(), transaction);
    return super.execute(block, transaction, state);
  }
}
