package io.quorate.node.runtime;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.application.Query;
import io.quorate.application.state.StateTree.ProvedValue;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.mempool.Admission;
import io.quorate.mempool.TransactionChecks;
import io.quorate.node.api.ApiException;
import io.quorate.node.api.FinalizedBlock;
import io.quorate.node.api.NodeBackend;
import io.quorate.node.api.NodeHealth;
import io.quorate.node.api.NodeStatus;
import io.quorate.node.api.Origin;
import io.quorate.node.api.QueryAnswer;
import io.quorate.node.api.ReadConsistency;
import io.quorate.node.api.SenderAnswer;
import io.quorate.node.api.Shares;
import io.quorate.node.api.StateAnswer;
import io.quorate.node.api.SubmissionListener;
import io.quorate.node.api.TransactionAnswer;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Answers the API from the ledger, the state and the replica's status. Thread-safe; reads go to a
 * few threads of their own, and what is too much for these is refused.
 */
final class LedgerBackend implements NodeBackend {
  private static final long WAIT_MILLIS = 5_000;
  private static final int CHUNK = 64;

  /** What a decoded transaction costs in memory beside its bytes. */
  private static final int TRANSACTION_BYTES = 256;

  private final Genesis genesis;
  private final Ledger ledger;
  private final Executor executor;
  private final ApplicationQueries queries;
  private final TransactionChecks checks;
  private final Supplier<VerificationPool.Lane> lanes;
  private final Shares room;
  private final InputQueue inputs;
  private final Waiting waiting;
  private final FinalHeights finalHeights;
  private final QuorumHeights quorumHeights;
  private final Supplier<NodeStatus> status;
  private final Supplier<NodeHealth> health;
  private final java.util.concurrent.Executor readers;

  LedgerBackend(
      Genesis genesis,
      Ledger ledger,
      Executor executor,
      ApplicationQueries queries,
      TransactionChecks checks,
      Supplier<VerificationPool.Lane> lanes,
      Shares room,
      InputQueue inputs,
      Waiting waiting,
      FinalHeights finalHeights,
      QuorumHeights quorumHeights,
      Supplier<NodeStatus> status,
      Supplier<NodeHealth> health,
      java.util.concurrent.Executor readers) {
    this.genesis = genesis;
    this.ledger = ledger;
    this.executor = executor;
    this.queries = queries;
    this.checks = checks;
    this.lanes = lanes;
    this.room = room;
    this.inputs = inputs;
    this.waiting = waiting;
    this.finalHeights = finalHeights;
    this.quorumHeights = quorumHeights;
    this.status = status;
    this.health = health;
    this.readers = readers;
  }

  @Override
  public Submissions submissions(Origin origin, SubmissionListener listener) {
    return new Way(origin, listener, lanes.get());
  }

  /** The transactions of one call, verified in turn with those of the others. */
  private final class Way implements Submissions {
    private final Origin origin;
    private final SubmissionListener listener;
    private final VerificationPool.Lane lane;

    Way(Origin origin, SubmissionListener listener, VerificationPool.Lane lane) {
      this.origin = origin;
      this.listener = listener;
      this.lane = lane;
    }

    @Override
    public void submit(List<Transaction> transactions) {
      for (int from = 0; from < transactions.size(); from += CHUNK) {
        List<Transaction> chunk =
            transactions.subList(from, Math.min(transactions.size(), from + CHUNK));
        if (!offer(chunk)) {
          chunk.forEach(t -> listener.refused(t.id(), busy()));
        }
      }
    }

    private boolean offer(List<Transaction> chunk) {
      int bytes = chunk.stream().mapToInt(t -> t.encoded().size() + TRANSACTION_BYTES).sum();
      if (!room.take(origin, bytes)) {
        return false;
      }
      boolean taken =
          lane.offer(
              () -> {
                room.give(origin, bytes);
                chunk.forEach(t -> check(t, listener));
              },
              bytes);
      if (!taken) {
        room.give(origin, bytes);
      }
      return taken;
    }

    @Override
    public void close() {
      waiting.remove(listener);
    }
  }

  @Override
  public CompletableFuture<TransactionAnswer> transaction(Hash id) {
    return read(() -> {
      long height = finalHeights.highest();
      Optional<ProvedReceipt> proved = ledger.prove(id);
      if (proved.isPresent()) {
        return new TransactionAnswer.Final(proved.get(), height);
      }
      boolean known = ledger.locate(id).isPresent() || !waiting.of(id).isEmpty();
      return known ? new TransactionAnswer.Pending(height) : new TransactionAnswer.Unknown(height);
    });
  }

  @Override
  public <V> CompletableFuture<Optional<V>> block(long height, Function<FinalizedBlock, V> view) {
    return read(() -> finalBlock(height).map(view));
  }

  private Optional<FinalizedBlock> finalBlock(long height) {
    return ledger
        .certificate(height)
        .flatMap(certificate ->
            ledger
                .block(height)
                .flatMap(block ->
                    ledger.receipts(height).map(r -> new FinalizedBlock(block, certificate, r))));
  }

  @Override
  public CompletableFuture<StateAnswer> state(
      Bytes key, long minimumHeight, ReadConsistency consistency) {
    Bytes stateKey = StateKeys.application(key);
    return switch (consistency) {
      case LOCAL ->
          finalHeights
              .reach(minimumHeight, WAIT_MILLIS)
              .thenCompose(h -> read(() -> local(stateKey)));
      case PROVED -> proved(stateKey, minimumHeight);
      case LINEARIZABLE ->
          linearizable(minimumHeight).thenCompose(height -> proved(stateKey, height));
    };
  }

  @Override
  public CompletableFuture<StateAnswer> stateAt(Bytes key, long height) {
    return finalHeights
        .reach(height, WAIT_MILLIS)
        .thenCompose(_ -> read(() -> prove(StateKeys.application(key), certificate(height))));
  }

  @Override
  public CompletableFuture<QueryAnswer> query(
      Query query, long minimumHeight, ReadConsistency consistency) {
    Optional<ApiException> unprovable = queries.unprovable();
    if (consistency != ReadConsistency.LOCAL && unprovable.isPresent()) {
      return CompletableFuture.failedFuture(unprovable.get());
    }
    return switch (consistency) {
      case LOCAL ->
          finalHeights.reach(minimumHeight, WAIT_MILLIS).thenCompose(_ -> queries.local(query));
      case PROVED -> provedQuery(query, minimumHeight);
      case LINEARIZABLE ->
          linearizable(minimumHeight).thenCompose(height -> provedQuery(query, height));
    };
  }

  private CompletableFuture<QueryAnswer> provedQuery(Query query, long minimumHeight) {
    return finalHeights
        .reach(Math.max(1, minimumHeight), WAIT_MILLIS)
        .thenCompose(height -> queries.proved(query, () -> latestCertificate(height)));
  }

  private CompletableFuture<Long> linearizable(long minimumHeight) {
    return notYet(quorumHeights.read(WAIT_MILLIS), "no quorum of peers answered in time")
        .thenApply(height -> Math.max(height, minimumHeight));
  }

  @Override
  public CompletableFuture<SenderAnswer> sender(PublicKey sender) {
    Bytes key = StateKeys.sequenceWindow(sender);
    // Before the first block there is no certificate, and whoever wants to make that block has to
    // start somewhere.
    CompletableFuture<StateAnswer> state =
        finalHeights.highest() == 0 ? read(() -> local(key)) : proved(key, 0);
    return state.thenApply(answer -> {
      SequenceWindow window =
          answer.value().map(e -> SequenceWindow.decode(e).orThrow()).orElse(SequenceWindow.EMPTY);
      return new SenderAnswer(window.highest() + 1, answer);
    });
  }

  @Override
  public NodeStatus status() {
    return status.get();
  }

  @Override
  public NodeHealth health() {
    return health.get();
  }

  @Override
  public Genesis genesis() {
    return genesis;
  }

  @Override
  public Subscription onFinalized(LongConsumer listener) {
    return finalHeights.subscribe(listener);
  }

  private void check(Transaction transaction, SubmissionListener listener) {
    Optional<Admission.Refused> fault = checks.check(transaction);
    if (fault.isPresent()) {
      listener.refused(transaction.id(), Refusals.error(fault.get()));
      return;
    }
    waiting.add(transaction.id(), listener);
    if (!inputs.submission(new ReplicaInput.Submitted(transaction), transaction.encoded().size())) {
      waiting.remove(transaction.id(), listener);
      listener.refused(transaction.id(), busy());
    }
  }

  private static ApiError busy() {
    return new ApiError(
        ErrorCode.FULL,
        "too many submissions wait at this node; try again in a moment or elsewhere");
  }

  private CompletableFuture<StateAnswer> proved(Bytes stateKey, long minimumHeight) {
    return finalHeights
        .reach(Math.max(1, minimumHeight), WAIT_MILLIS)
        .thenCompose(height -> read(() -> prove(stateKey, latestCertificate(height))));
  }

  private StateAnswer local(Bytes stateKey) {
    long height = executor.state().latestVersion();
    return new StateAnswer(executor.state().get(height, stateKey), height, Optional.empty());
  }

  private StateAnswer prove(Bytes stateKey, FinalityCertificate certificate) {
    long height = certificate.attestation().height();
    Optional<ProvedValue> value = executor.state().read(height, stateKey);
    if (value.isEmpty()) {
      throw pruned(height);
    }
    return new StateAnswer(
        value.get().value(),
        height,
        Optional.of(new StateAnswer.Proof(value.get().proof().encode(), certificate)));
  }

  private ApiException pruned(long height) {
    return new ApiException(
        ErrorCode.PRUNED,
        "the state of height "
            + height
            + " is no longer held; this node holds that of heights "
            + Math.max(1, executor.state().oldestVersion())
            + " to "
            + executor.state().latestVersion());
  }

  private FinalityCertificate latestCertificate(long atLeast) {
    return certificate(Math.max(atLeast, finalHeights.highest()));
  }

  private FinalityCertificate certificate(long height) {
    return finalHeights
        .latest()
        .filter(c -> c.attestation().height() == height)
        .or(() -> ledger.certificate(height))
        .orElseThrow(() ->
            new ApiException(ErrorCode.NOT_YET, "height " + height + " is not final here yet"));
  }

  private <T> CompletableFuture<T> read(Supplier<T> reader) {
    try {
      return CompletableFuture.supplyAsync(reader, readers);
    } catch (RejectedExecutionException _) {
      return CompletableFuture.failedFuture(
          new ApiException(
              ErrorCode.FULL, "too many reads wait at this node; try again, or ask another node"));
    }
  }

  /** A wait that ran out is an answer of its own, not a fault of the node. */
  static <T> CompletableFuture<T> notYet(CompletableFuture<T> wait, String sentence) {
    return wait.orTimeout(WAIT_MILLIS + 1_000, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure -> {
          Throwable cause =
              failure instanceof CompletionException e && e.getCause() != null
                  ? e.getCause()
                  : failure;
          return cause instanceof TimeoutException
              ? CompletableFuture.failedFuture(new ApiException(ErrorCode.NOT_YET, sentence))
              : CompletableFuture.failedFuture(cause);
        });
  }
}
