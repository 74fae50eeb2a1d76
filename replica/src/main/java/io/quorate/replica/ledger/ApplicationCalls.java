package io.quorate.replica.ledger;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Transaction;
import java.util.List;

/**
 * The calls of a block to an application. Whatever it throws, and a null where an answer belongs,
 * becomes an {@link ApplicationFailure} that names the height and the transaction.
 */
final class ApplicationCalls {
  private final Application application;

  ApplicationCalls(Application application) {
    this.application = application;
  }

  void initialise(Genesis genesis, State state) {
    try {
      application.initialise(genesis.applicationState(), state);
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application " + genesis.application() + " does not start from this genesis: " + e, e);
    }
  }

  void beginBlock(BlockContext context, State state) {
    try {
      application.beginBlock(context, state);
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application threw at the beginning of height " + context.height(), e);
    }
  }

  ExecutionResult execute(BlockContext context, Transaction transaction, State state) {
    ExecutionResult result;
    try {
      result = application.execute(context, transaction, state);
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure("application threw at " + place(context, transaction), e);
    }
    if (result == null) {
      throw new ApplicationFailure(
          "application returned null instead of a result at " + place(context, transaction));
    }
    return result;
  }

  /** The application's last word on a block. */
  List<ChangeRequest> endBlock(BlockContext context, State state) {
    List<ChangeRequest> changes;
    try {
      changes = application.endBlock(context, state);
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure("application threw at the end of height " + context.height(), e);
    }
    if (changes == null || changes.stream().anyMatch(change -> change == null)) {
      throw new ApplicationFailure(
          "application returned null instead of what it asks of the chain at the end of height "
              + context.height());
    }
    if (changes.size() > ChangeRequest.MAX_PER_BLOCK) {
      throw new ApplicationFailure(
          "application asked for " + changes.size() + " changes at height " + context.height(),
          new IllegalArgumentException("limit " + ChangeRequest.MAX_PER_BLOCK));
    }
    return changes;
  }

  private static String place(BlockContext context, Transaction transaction) {
    return "height " + context.height() + " in transaction " + transaction.id().toHex();
  }
}
