package io.quorate.node.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.FinalizedReceipts;
import io.quorate.api.ProtoBytes;
import io.quorate.api.Refusal;
import io.quorate.api.SubmitRequest;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of Submit. Requests arrive on the call's event loop; answers come from any thread,
 * gather in an {@link Outbox} and leave from the event loop. What it holds is bounded by the
 * transactions in flight and the outbox's limit. One that keeps sending what is no transaction is
 * ended, and one that sends nothing and waits for nothing is completed after a while.
 */
final class SubmitStream implements StreamObserver<SubmitRequest>, SubmissionListener {
  /** Entries that are no transaction of this chain; a client that means well sends none. */
  private static final int MALFORMED_ENTRIES = 64;

  private final Operations operations;
  private final NodeBackend.Submissions way;
  private final ApiMetrics metrics;
  private final int maxInFlight;
  private final Outbox outbox;
  private final Set<Hash> inFlight = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final ScheduledExecutorService eventLoop;
  private final long idleMillis;
  private volatile @Nullable Future<?> watch;
  private long position;
  private int malformed;
  private boolean halfClosed;

  SubmitStream(
      Operations operations,
      NodeBackend backend,
      ApiMetrics metrics,
      ApiConfig.Limits limits,
      ServerCallStreamObserver<SubmitResponse> out,
      ScheduledExecutorService eventLoop,
      Call call) {
    this.operations = operations;
    this.metrics = metrics;
    this.maxInFlight = limits.inFlight();
    this.eventLoop = eventLoop;
    this.idleMillis = limits.idleMillis();
    this.outbox = new Outbox(out, eventLoop, limits, call, this::fail);
    this.way = backend.submissions(call.origin(), this);
    out.setOnCancelHandler(this::close);
    watch();
  }

  @Override
  public void onNext(SubmitRequest request) {
    metrics.received(request.getTransactionsCount());
    List<Transaction> accepted = new ArrayList<>(request.getTransactionsCount());
    for (var encoded : request.getTransactionsList()) {
      if (closed.get()) {
        return;
      }
      long place = position++;
      try {
        take(operations.decode(ProtoBytes.fromProto(encoded)), accepted);
      } catch (ApiException e) {
        undecodable(place, e.error());
      }
    }
    if (!accepted.isEmpty()) {
      way.submit(accepted);
    }
  }

  private void undecodable(long place, ApiError why) {
    metrics.refused(why.code());
    malformed++;
    if (malformed > MALFORMED_ENTRIES) {
      fail(
          new ApiError(
              ErrorCode.MALFORMED,
              "more than "
                  + MALFORMED_ENTRIES
                  + " entries of this call are no transactions; the latest, at place "
                  + place
                  + ": "
                  + why.message()));
      return;
    }
    outbox.add(
        SubmitResponse.newBuilder()
            .addRefused(Refusal.newBuilder().setPosition(place).setError(why.toProto()))
            .build());
  }

  private void take(Transaction transaction, List<Transaction> accepted) {
    if (inFlight.contains(transaction.id())) {
      return; // It is answered once, and that answer is under way.
    }
    if (inFlight.size() >= maxInFlight) {
      refuse(
          transaction.id(),
          new ApiError(
              ErrorCode.TOO_MANY_IN_FLIGHT,
              "this connection has "
                  + maxInFlight
                  + " unanswered transactions; wait for answers before sending more"));
      return;
    }
    inFlight.add(transaction.id());
    metrics.inFlight(1);
    accepted.add(transaction);
  }

  @Override
  public void onError(Throwable t) {
    close();
  }

  @Override
  public void onCompleted() {
    outbox.execute(() -> {
      halfClosed = true;
      completeWhenAnswered();
    });
  }

  @Override
  public void admitted(List<Hash> transactions) {
    SubmitResponse.Builder message = SubmitResponse.newBuilder();
    for (Hash id : transactions) {
      if (inFlight.contains(id)) {
        message.addAdmitted(ProtoViews.bytes(id));
      }
    }
    if (message.getAdmittedCount() > 0) {
      outbox.add(message.build());
    }
  }

  @Override
  public void refused(Hash transaction, ApiError why) {
    if (settle(transaction)) {
      refuse(transaction, why);
      answered();
    }
  }

  @Override
  public void dropped(Hash transaction, ApiError why) {
    if (settle(transaction)) {
      metrics.refused(why.code());
      outbox.add(SubmitResponse.newBuilder().addDropped(refusal(transaction, why)).build());
      answered();
    }
  }

  @Override
  public void finalized(FinalityCertificate certificate, List<ProvedReceipt> receipts) {
    List<ProvedReceipt> mine = new ArrayList<>(receipts.size());
    for (ProvedReceipt receipt : receipts) {
      if (settle(receipt.receipt().transaction())) {
        mine.add(receipt);
      }
    }
    if (mine.isEmpty()) {
      return;
    }
    metrics.answered(mine.size());
    for (FinalizedReceipts part : ReceiptParts.of(certificate, mine)) {
      outbox.add(SubmitResponse.newBuilder().addFinalized(part).build());
    }
    answered();
  }

  /** Ends the call with an error; used when the server stops or the client does not read. */
  void fail(ApiError error) {
    close();
    if (failed.compareAndSet(false, true)) {
      metrics.failed(error.code());
      outbox.fail(error);
    }
  }

  private boolean settle(Hash transaction) {
    boolean mine = inFlight.remove(transaction);
    if (mine) {
      metrics.inFlight(-1);
    }
    return mine;
  }

  private void refuse(Hash transaction, ApiError why) {
    metrics.refused(why.code());
    outbox.add(SubmitResponse.newBuilder().addRefused(refusal(transaction, why)).build());
  }

  private static Refusal refusal(Hash transaction, ApiError why) {
    return Refusal.newBuilder()
        .setTransaction(ProtoViews.bytes(transaction))
        .setError(why.toProto())
        .build();
  }

  private void answered() {
    if (inFlight.isEmpty()) {
      outbox.execute(this::completeWhenAnswered);
    }
  }

  private void completeWhenAnswered() {
    if (halfClosed && inFlight.isEmpty() && close()) {
      outbox.complete();
    }
  }

  private void watch() {
    long before = position;
    try {
      watch = eventLoop.schedule(() -> endIfIdle(before), idleMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // The server has stopped, and its connections are gone with it.
    }
  }

  private void endIfIdle(long before) {
    if (position != before || !inFlight.isEmpty()) {
      watch();
    } else if (close()) {
      outbox.complete();
    }
  }

  private boolean close() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    way.close();
    Future<?> pending = watch;
    if (pending != null) {
      pending.cancel(false);
    }
    metrics.inFlight(-inFlight.size());
    inFlight.clear();
    return true;
  }
}
