package io.quorate.devnet.check;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.consensus.Block;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import io.quorate.replica.ledger.ApplicationFailure;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A second state of an application that keeps its own, which never hears of the transactions that
 * failed. It has to have the same roots, since nobody undoes a failed call for such an application.
 */
final class WithoutFailures {
  private final OwnState state;
  private final Set<Hash> told = new LinkedHashSet<>();

  private WithoutFailures(OwnState state) {
    this.state = state;
  }

  /** At height 0; empty for an application whose state the platform keeps. */
  static Optional<WithoutFailures> of(Application application, Genesis genesis, Path folder)
      throws IOException {
    if (!(application instanceof OwnStateApplication own)) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    OwnState state = own.open(folder.toString());
    state.initialise(genesis.applicationState());
    state.root();
    state.commit(0);
    return Optional.of(new WithoutFailures(state));
  }

  /**
   * Executes what did not fail; a sentence when the root is another one then.
   *
   * @param whole what executed all of it
   * @throws ApplicationFailure when the application throws
   */
  Optional<String> follow(ExecutedBlock executed, Executor whole) {
    long height = executed.block().height();
    boolean equal;
    try {
      equal =
          whole
              .state()
              .get(StateKeys.application(OwnStateApplication.ROOT_KEY))
              .equals(Optional.of(executeHere(executed).bytes()));
    } catch (RuntimeException | Error e) {
      throw new ApplicationFailure(
          "application threw at height " + height + " without the transactions that failed before",
          e);
    }
    return equal
        ? Optional.empty()
        : Optional.of(
            "failed transactions leave something behind: without those up to height "
                + height
                + " the root of that height is another one; an application that keeps its own state"
                + " undoes what a failed call did");
  }

  private Hash executeHere(ExecutedBlock executed) {
    Block block = executed.block();
    BlockContext context =
        new BlockContext(
            block.height(),
            block.header().timeMillis(),
            block.header().proposer(),
            block.payload().evidence().stream().filter(e -> told.add(e.offence())).toList());
    state.beginBlock(context);
    for (Receipt receipt : executed.receipts()) {
      if (receipt.status() == Receipt.Status.EXECUTED) {
        Transaction transaction = block.payload().transactions().get(receipt.index());
        state.execute(context, transaction);
      }
    }
    state.endBlock(context);
    Hash root = state.root();
    state.commit(block.height());
    return root;
  }

  void close() {
    state.close();
  }
}
