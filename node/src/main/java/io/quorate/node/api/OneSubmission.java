package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One transaction and the future of its answer. Thread-safe. */
final class OneSubmission implements SubmissionListener {
  private final NodeBackend backend;
  private final Hash id;
  private final boolean untilFinal;
  private final CompletableFuture<Operations.Outcome> result = new CompletableFuture<>();

  OneSubmission(NodeBackend backend, Hash id, boolean untilFinal) {
    this.backend = backend;
    this.id = id;
    this.untilFinal = untilFinal;
  }

  CompletableFuture<Operations.Outcome> result() {
    return result;
  }

  void start(Origin origin, Transaction transaction, long timeoutMillis) {
    NodeBackend.Submissions way = backend.submissions(origin, this);
    var timer =
        CompletableFuture.delayedExecutor(timeoutMillis, TimeUnit.MILLISECONDS, Runnable::run);
    CompletableFuture<Void> timeout = CompletableFuture.runAsync(this::timeOut, timer);
    CompletableFuture<Operations.Outcome> _ =
        result.whenComplete((outcome, failure) -> {
          timeout.cancel(false);
          way.close();
        });
    way.submit(List.of(transaction));
  }

  @Override
  public void admitted(List<Hash> transactions) {
    if (!untilFinal && transactions.contains(id)) {
      result.complete(new Operations.Outcome(id, Optional.empty()));
    }
  }

  @Override
  public void refused(Hash transaction, ApiError why) {
    if (transaction.equals(id)) {
      result.completeExceptionally(new ApiException(why));
    }
  }

  @Override
  public void dropped(Hash transaction, ApiError why) {
    refused(transaction, why);
  }

  @Override
  public void finalized(FinalityCertificate certificate, List<ProvedReceipt> receipts) {
    for (ProvedReceipt receipt : receipts) {
      if (receipt.receipt().transaction().equals(id)) {
        result.complete(new Operations.Outcome(id, Optional.of(receipt)));
      }
    }
  }

  private void timeOut() {
    result.completeExceptionally(
        new ApiException(
            ErrorCode.TIMEOUT,
            "no answer in time for transaction "
                + id.toHex()
                + "; it may still be executed, ask for it by its id"));
  }
}
