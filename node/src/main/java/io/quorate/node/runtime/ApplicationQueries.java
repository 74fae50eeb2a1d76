package io.quorate.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.api.ErrorCode;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Bytes;
import io.quorate.node.api.ApiException;
import io.quorate.node.api.QueryAnswer;
import io.quorate.node.net.LineLimit;
import io.quorate.replica.ledger.Executor;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the application what clients want to know, on threads that do nothing else: an application
 * that never returns holds up other queries and no read, no block and no vote. Whatever it throws
 * is the failure of that query. Thread-safe.
 */
final class ApplicationQueries {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationQueries.class);
  private static final long BUDGET_NANOS = Duration.ofSeconds(1).toNanos();

  /** As long as a call lasts: who asked before that has gone. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int MAX_REASON = 500;

  private final Executor executor;
  private final java.util.concurrent.Executor threads;
  private final LongSupplier nanoTime;
  private final Counter failures;
  private final LineLimit<Class<?>> lines;

  /**
   * @param threads run the application; reject what is too much
   */
  ApplicationQueries(
      Executor executor,
      java.util.concurrent.Executor threads,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    this.executor = executor;
    this.threads = threads;
    this.nanoTime = nanoTime;
    this.failures = registry.counter("quorate.application.query.failures");
    this.lines = new LineLimit<>(1, Duration.ofMinutes(1), nanoTime);
  }

  /** The answer over the latest executed state, without what proves it. */
  CompletableFuture<QueryAnswer> local(Query query) {
    return run(() -> {
      long height = executor.answeringHeight();
      Bytes answer = answer(query.at(height), budgeted(height));
      return new QueryAnswer(answer, height, Optional.empty());
    });
  }

  /** Why no answer of this application can be proved; empty where answers can. */
  Optional<ApiException> unprovable() {
    return executor.keepsOwnState()
        ? Optional.of(
            new ApiException(
                ErrorCode.APPLICATION_REFUSED,
                "this application keeps its own state, so its answers cannot be proved; ask with"
                    + " the consistency local, which is the word of one node"))
        : Optional.empty();
  }

  /**
   * The answer over the state of a certified height, with all that the application read.
   *
   * @param certificate of that height; looked up on the query's thread
   */
  CompletableFuture<QueryAnswer> proved(Query query, Supplier<FinalityCertificate> certificate) {
    return run(() -> {
      FinalityCertificate over = certificate.get();
      long height = over.attestation().height();
      BudgetedState state = budgeted(height);
      Bytes answer = answer(query.at(height), state);
      return new QueryAnswer(
          answer, height, Optional.of(new QueryAnswer.Proof(state.entries(), over)));
    });
  }

  private BudgetedState budgeted(long height) {
    return new BudgetedState(
        executor.state(), height, nanoTime, nanoTime.getAsLong() + BUDGET_NANOS);
  }

  private Bytes answer(Query query, BudgetedState state) {
    QueryResult result;
    try {
      result = Objects.requireNonNull(executor.query(query, state), "no answer");
    } catch (ApiException stopped) {
      throw stopped;
    } catch (RuntimeException | Error e) {
      state.check();
      throw failed(query, e);
    }
    state.check();
    return switch (result) {
      case QueryResult.Answered(Bytes answer) -> answer;
      case QueryResult.Refused(String reason) ->
          throw new ApiException(
              ErrorCode.APPLICATION_REFUSED,
              reason.substring(0, Math.min(reason.length(), MAX_REASON)));
    };
  }

  private ApiException failed(Query query, Throwable thrown) {
    failures.increment();
    if (lines.due(thrown.getClass())) {
      LOG.error("the application failed to answer the query {}", query.path(), thrown);
    }
    return new ApiException(
        ErrorCode.INTERNAL,
        "the application failed to answer: "
            + thrown.getClass().getName()
            + "; tell who wrote it, the log of the node says more");
  }

  private <T> CompletableFuture<T> run(Supplier<T> work) {
    long began = nanoTime.getAsLong();
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            if (nanoTime.getAsLong() - began > PATIENCE_NANOS) {
              throw new ApiException(
                  ErrorCode.TIMEOUT, "the query waited too long; try again, or ask another node");
            }
            return work.get();
          },
          threads);
    } catch (RejectedExecutionException _) {
      return CompletableFuture.failedFuture(
          new ApiException(
              ErrorCode.FULL,
              "too many queries wait at this node; try again, or ask another node"));
    }
  }
}
