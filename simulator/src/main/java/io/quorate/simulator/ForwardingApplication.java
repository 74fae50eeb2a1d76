package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Proposal;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import java.util.List;

/** Asks another application everything; what a subclass overrides differs. */
abstract class ForwardingApplication implements Application {
  private final Application inner;

  ForwardingApplication(Application inner) {
    this.inner = inner;
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
    return inner.execute(block, transaction, state);
  }

  @Override
  public List<ChangeRequest> endBlock(BlockContext block, State state) {
    return inner.endBlock(block, state);
  }

  @Override
  public QueryResult query(Query query, ReadableState state) {
    return inner.query(query, state);
  }

  @Override
  public List<Query> sampleQueries() {
    return inner.sampleQueries();
  }

  @Override
  public List<Bytes> samples() {
    return inner.samples();
  }
}
