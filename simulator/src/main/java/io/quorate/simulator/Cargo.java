package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.ReadableState;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;

/**
 * An application that a simulated chain carries beside its own, for the tests of applications:
 * under crashes, partitions, bad networks and liars, while all checkers of the simulator go on
 * watching. Each transaction of a simulated client that its own application executes makes one of
 * the cargo's. What the cargo writes is under the state root, so that nodes which come to different
 * results are found.
 *
 * <p>Everything here is asked on every node and after every restart anew, so it is a function of
 * its arguments, but for counting what happened.
 */
public interface Cargo {
  /** The application; one without fields that change, as it serves all nodes. */
  Application application();

  /** What it starts from. */
  Bytes genesisState();

  /**
   * The cargo's transaction. Nobody checks its signature, sequence or chain.
   *
   * @param carrier what the client sent; its id is as good as a random number
   * @param state of the cargo
   */
  Transaction transaction(BlockContext block, Transaction carrier, ReadableState state);

  /**
   * Looks at what came of it, on every node.
   *
   * @param before the state of the cargo before that transaction
   * @param after the same after it
   * @throws IllegalStateException when a promise of the application is broken, which ends the run
   */
  void executed(
      BlockContext block,
      Transaction transaction,
      ExecutionResult result,
      ReadableState before,
      ReadableState after);
}
