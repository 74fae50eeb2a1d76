package io.quorate.client;

import io.quorate.api.ErrorCode;
import io.quorate.api.GetSenderResponse;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.SequenceWindow.Standing;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out what became of a transaction whose sequence number is said to be used, or whose time
 * has passed. First the sender's window, proved at some height; then the receipt, at every node. In
 * that order, so that a transaction executed in between is not taken for another one's.
 * Thread-safe.
 */
final class Resolver {
  private final ClientConfig config;
  private final Queries queries;
  private final Reads reads;

  Resolver(ClientConfig config, Queries queries, Reads reads) {
    this.config = config;
    this.queries = queries;
    this.reads = reads;
  }

  /** What became of it. */
  sealed interface Fate {}

  /** Executed. */
  record Executed(ProvedReceipt receipt) implements Fate {}

  /** Not executed, and never will be. */
  record Never(ClientException reason) implements Fate {}

  /** Not known yet. */
  record Open() implements Fate {}

  CompletableFuture<Fate> resolve(Transaction transaction) {
    return queries
        .<GetSenderResponse, ProvedWindow>first(
            reads.senderCall(transaction.sender()), reads.windowCheck(transaction.sender()))
        .thenCompose(window ->
            reads
                .lookUp(transaction.id(), window.height())
                .thenApply(found -> judge(transaction, window, found)));
  }

  private Fate judge(Transaction transaction, ProvedWindow window, Reads.Found found) {
    if (found.receipt().isPresent()) {
      return new Executed(found.receipt().get());
    }
    Hash id = transaction.id();
    Standing standing = window.window().check(transaction.sequence());
    boolean passed = window.height() >= transaction.expiryHeight();
    return switch (standing) {
      case FRESH, TOO_FAR_AHEAD ->
          passed ? new Never(new ExpiredException(id, transaction.expiryHeight())) : new Open();
      case USED, TOO_OLD ->
          found.unknown() >= config.credible()
              ? new Never(
                  new RefusedException(
                      ErrorCode.SEQUENCE_USED,
                      "another transaction of this sender has used sequence "
                          + transaction.sequence()
                          + "; submit the payload anew",
                      found.unknown()))
              : new Open();
    };
  }
}
