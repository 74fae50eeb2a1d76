package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Proposal;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import java.util.List;

/** An application that tells the checkers what it is asked to execute. */
final class WatchedApplication implements Application {
  private final Application inner;
  private final int node;
  private final Checks checks;
  private final long process;

  WatchedApplication(Application inner, int node, long process, Checks checks) {
    this.inner = inner;
    this.node = node;
    this.process = process;
    this.checks = checks;
  }

  @Override
  public int contract() {
    return inner.contract();
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public int version() {
    return inner.version();
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    inner.initialise(genesisState, state);
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return inner.check(transaction, state);
  }

  @Override
  public List<Transaction> shape(Proposal proposal) {
    return inner.shape(proposal);
  }

  @Override
  public Verdict judge(Proposal proposal) {
    return inner.judge(proposal);
  }

  @Override
  public void beginBlock(BlockContext block, State state) {
    inner.beginBlock(block, state);
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    checks.applied(node, process, block.height(), transaction);
    return inner.execute(block, transaction, state);
  }

  @Override
  public List<ChangeRequest> endBlock(BlockContext block, State state) {
    return inner.endBlock(block, state);
  }
}
