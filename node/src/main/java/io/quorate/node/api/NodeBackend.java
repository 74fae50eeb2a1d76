package io.quorate.node.api;

import io.quorate.application.Query;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * What the API server asks of the node. Every method is called on the server's event loops, by
 * several at once, so it returns without waiting for disk, locks held long, or signatures; the work
 * goes to the node's own threads. A future that cannot be answered fails with {@link ApiException};
 * any other failure is reported to the caller as a fault of the node and logged.
 */
public interface NodeBackend {

  /**
   * A way in for the transactions of one call, which waits in no other call's queue.
   *
   * @param origin whose share of the room for waiting transactions it uses
   * @param listener gets the answers, as many at once as there are
   */
  Submissions submissions(Origin origin, SubmissionListener listener);

  /** A way in. Thread-safe. */
  interface Submissions extends AutoCloseable {
    /**
     * Takes decoded transactions of at most the chain's size; everything else about them is
     * unchecked. Each is answered: refused, or admitted and later finalized or dropped. One that
     * was executed before is answered with its first receipt, one that is pending already as if it
     * came now.
     */
    void submit(List<Transaction> transactions);

    /**
     * The call is gone: its transactions stay pending, the listener is no longer called or held.
     */
    @Override
    void close();
  }

  /** What became of a transaction. */
  CompletableFuture<TransactionAnswer> transaction(Hash id);

  /**
   * What is wanted of the final block of a height; empty if the height is not final yet. Fails with
   * PRUNED if it is no longer held.
   *
   * @param view runs on one of the few threads that read, which bounds how many blocks are in
   *     memory; what it throws is the failure of the answer
   */
  <V> CompletableFuture<Optional<V>> block(long height, Function<FinalizedBlock, V> view);

  /**
   * Reads a key of the application's state at a height not below {@code minimumHeight}, waiting for
   * that height for a few seconds and then failing with NOT_YET.
   */
  CompletableFuture<StateAnswer> state(Bytes key, long minimumHeight, ReadConsistency consistency);

  /**
   * Reads a key of the application's state at that height and no other, proved. Waits for a height
   * that is not final yet as {@link #state} does; fails with PRUNED where the state is no longer
   * held.
   *
   * @param height from 1
   */
  CompletableFuture<StateAnswer> stateAt(Bytes key, long height);

  /**
   * Asks the application, over a state not below {@code minimumHeight}, waiting for it as {@link
   * #state} does. Fails with APPLICATION_REFUSED if the application does not answer that.
   *
   * @param query its height is not looked at
   */
  CompletableFuture<QueryAnswer> query(
      Query query, long minimumHeight, ReadConsistency consistency);

  /** Which sequence numbers of a sender are used, proved if there is a certificate. */
  CompletableFuture<SenderAnswer> sender(PublicKey sender);

  /** How the node is doing; from memory. */
  NodeStatus status();

  /** Whether it lives and is ready for clients; from memory. */
  NodeHealth health();

  /** What the chain started from. */
  Genesis genesis();

  /**
   * Calls {@code listener} with each finalized height, in order, from now on; closing the
   * subscription ends it.
   *
   * @param listener returns at once and does not throw
   */
  Subscription onFinalized(LongConsumer listener);

  /** Ends what it stands for; closing twice is harmless. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
