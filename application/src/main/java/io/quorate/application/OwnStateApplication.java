package io.quorate.application;

import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;

/**
 * An application that keeps its own state, in files or a database of its own, and reports a root of
 * it. What a quorum signs covers that root, so replicas whose states differ are found as ever; but
 * the platform cannot look inside: clients prove receipts, events and the root, and believe one
 * node for everything else. Choose {@link Application} unless the state has to lie elsewhere.
 *
 * <p>Every node {@link #open opens} a state of its own and asks that: the methods of {@link
 * Application} which take a {@link State} are never called, and what overrides {@code beginBlock}
 * or {@code endBlock} here has no effect. {@code shape} and {@code judge}, which see no state, stay
 * those of the application.
 */
public interface OwnStateApplication extends Application {
  /**
   * The key under which the root lies in the platform's state, 32 bytes as of the latest block.
   * Clients read it with its proof, as any key of an application.
   */
  Bytes ROOT_KEY = Bytes.utf8("root");

  /**
   * Opens the state of one node, or makes an empty one.
   *
   * @param folder the path of a folder that exists and is for this node's application alone; empty
   *     at first, and later with what earlier processes left
   * @throws RuntimeException when the folder cannot be used; the message says what to do, and the
   *     node does not start
   */
  OwnState open(String folder);

  /** Never called. */
  @Override
  default void initialise(Bytes genesisState, State state) {
    throw new UnsupportedOperationException("the state is the application's own: open it");
  }

  /** Never called. */
  @Override
  default Verdict check(Transaction transaction, ReadableState state) {
    throw new UnsupportedOperationException("the state is the application's own: open it");
  }

  /** Never called. */
  @Override
  default ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    throw new UnsupportedOperationException("the state is the application's own: open it");
  }

  /** Refuses: a client has no entries to compute an answer from. */
  @Override
  default QueryResult query(Query query, ReadableState state) {
    return new QueryResult.Refused(
        "this application keeps its own state, so its answers cannot be proved; ask one node, with"
            + " a local query");
  }
}
