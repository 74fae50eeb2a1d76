package io.quorate.node.api;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.application.Query;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A node without consensus: what is submitted waits until the test makes a block of it, or is
 * refused with the code that its payload names.
 */
final class ScriptedBackend implements NodeBackend {
  final TestChain chain = new TestChain("server");
  final List<SubmissionListener> forgotten = new CopyOnWriteArrayList<>();
  final List<LongConsumer> followers = new CopyOnWriteArrayList<>();
  private final Map<Transaction, SubmissionListener> waiting = new LinkedHashMap<>();
  volatile NodeHealth health = new NodeHealth(List.of(), List.of());

  /** Signs a transaction with a payload of text. */
  Transaction transaction(int sequence, String payload) {
    return Transaction.sign(
        genesis().chainId(), TestChain.key(7), sequence, 100, Bytes.utf8(payload));
  }

  /** Makes one block of all that waits and answers for it. */
  void makeBlock() {
    Map<Transaction, SubmissionListener> block;
    synchronized (waiting) {
      block = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    TestChain.Height height = chain.execute(List.copyOf(block.keySet()));
    List<ProvedReceipt> proved = TestChain.proved(height);
    Map<SubmissionListener, List<ProvedReceipt>> shares = new LinkedHashMap<>();
    List<SubmissionListener> listeners = List.copyOf(block.values());
    for (int i = 0; i < listeners.size(); i++) {
      shares.computeIfAbsent(listeners.get(i), _ -> new ArrayList<>()).add(proved.get(i));
    }
    shares.forEach((listener, receipts) -> listener.finalized(height.certificate(), receipts));
    followers.forEach(follower -> follower.accept(height.block().height()));
  }

  @Override
  public Submissions submissions(Origin origin, SubmissionListener listener) {
    return new Submissions() {
      @Override
      public void submit(List<Transaction> transactions) {
        ScriptedBackend.this.submit(transactions, listener);
      }

      @Override
      public void close() {
        forgotten.add(listener);
      }
    };
  }

  void submit(List<Transaction> transactions, SubmissionListener listener) {
    List<Hash> admitted = new ArrayList<>();
    for (Transaction transaction : transactions) {
      Optional<ErrorCode> code = ErrorCode.ofName(transaction.payload().toUtf8());
      if (code.isPresent()) {
        listener.refused(transaction.id(), new ApiError(code.get(), "as the test says"));
      } else {
        admitted.add(transaction.id());
        synchronized (waiting) {
          waiting.put(transaction, listener);
        }
      }
    }
    if (!admitted.isEmpty()) {
      listener.admitted(admitted);
      for (Transaction transaction : transactions) {
        if (transaction.payload().toUtf8().equals("block now")) {
          makeBlock();
        }
      }
    }
  }

  @Override
  public CompletableFuture<TransactionAnswer> transaction(Hash id) {
    long height = chain.height();
    if (chain.receipt(id).isPresent()) {
      return done(new TransactionAnswer.Final(chain.receipt(id).get(), height));
    }
    synchronized (waiting) {
      return done(
          waiting.keySet().stream().anyMatch(t -> t.id().equals(id))
              ? new TransactionAnswer.Pending(height)
              : new TransactionAnswer.Unknown(height));
    }
  }

  @Override
  public <V> CompletableFuture<Optional<V>> block(long height, Function<FinalizedBlock, V> view) {
    try {
      return done(
          chain
              .at(height)
              .map(h -> view.apply(new FinalizedBlock(h.block(), h.certificate(), h.receipts()))));
    } catch (ApiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<StateAnswer> state(
      Bytes key, long minimumHeight, ReadConsistency consistency) {
    if (key.equals(Bytes.utf8("broken"))) {
      return CompletableFuture.failedFuture(new IllegalStateException("secret detail"));
    }
    if (minimumHeight > chain.height()) {
      return CompletableFuture.failedFuture(
          new ApiException(
              ErrorCode.NOT_YET, "height " + minimumHeight + " is not reached; ask again"));
    }
    return done(
        new StateAnswer(Optional.of(Bytes.utf8("value")), chain.height(), Optional.empty()));
  }

  /** The state of the first height is given up as soon as there is another one. */
  @Override
  public CompletableFuture<StateAnswer> stateAt(Bytes key, long height) {
    if (height > chain.height()) {
      return CompletableFuture.failedFuture(
          new ApiException(ErrorCode.NOT_YET, "height " + height + " is not reached; ask again"));
    }
    if (height == 1 && chain.height() > 1) {
      return CompletableFuture.failedFuture(
          new ApiException(ErrorCode.PRUNED, "the state of height 1 is no longer held"));
    }
    return done(
        new StateAnswer(Optional.of(Bytes.utf8("value at " + height)), height, Optional.empty()));
  }

  @Override
  public CompletableFuture<QueryAnswer> query(
      Query query, long minimumHeight, ReadConsistency consistency) {
    if (!query.path().equals("echo")) {
      return CompletableFuture.failedFuture(
          new ApiException(ErrorCode.APPLICATION_REFUSED, "ask for echo"));
    }
    Optional<QueryAnswer.Proof> proof =
        consistency == ReadConsistency.LOCAL
            ? Optional.empty()
            : chain
                .latest()
                .map(latest ->
                    new QueryAnswer.Proof(
                        List.of(
                            new QueryAnswer.Entry(
                                query.data(), Optional.of(query.data()), Bytes.EMPTY),
                            new QueryAnswer.Entry(
                                Bytes.EMPTY, Optional.empty(), Bytes.utf8("proof"))),
                        latest.certificate()));
    return done(new QueryAnswer(query.data(), chain.height(), proof));
  }

  @Override
  public CompletableFuture<SenderAnswer> sender(PublicKey sender) {
    return done(
        new SenderAnswer(
            chain.window(sender).highest() + 1,
            new StateAnswer(
                Optional.of(chain.window(sender).encoded()), chain.height(), Optional.empty())));
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        "n0",
        "test",
        OptionalInt.of(0),
        0,
        1,
        Optional.of("n1"),
        chain.height(),
        chain.height(),
        chain.latest().map(TestChain.Height::certificate),
        0,
        3,
        3,
        false,
        true);
  }

  @Override
  public NodeHealth health() {
    return health;
  }

  @Override
  public Genesis genesis() {
    return chain.genesis;
  }

  @Override
  public Subscription onFinalized(LongConsumer listener) {
    followers.add(listener);
    return () -> followers.remove(listener);
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
