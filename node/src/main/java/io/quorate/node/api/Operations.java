package io.quorate.node.api;

import io.quorate.api.ErrorCode;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.application.Query;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The operations that gRPC and JSON share: arguments checked, time bounded, the backend asked. A
 * returned future fails with whatever {@link Failures} can name. Thread-safe.
 */
final class Operations {
  private static final int MAX_KEY_BYTES = 64 << 10;
  private static final long QUERY_MILLIS = 10_000;
  private static final long MAX_WAIT_MILLIS = 60_000;

  private final NodeBackend backend;
  private final ApiMetrics metrics;
  private final Hash chain;
  private final int maxTransactionBytes;
  private final String genesisJson;

  Operations(NodeBackend backend, ApiMetrics metrics) {
    this.backend = backend;
    this.metrics = metrics;
    Genesis genesis = backend.genesis();
    this.chain = genesis.chainId();
    this.maxTransactionBytes = genesis.parameters().maxTransactionBytes();
    this.genesisJson = GenesisJson.write(genesis);
  }

  /**
   * Bytes of the longest JSON body that can carry a transaction of this chain in hexadecimal; what
   * is longer is not gathered in memory.
   */
  long longestJson() {
    return 2L * maxTransactionBytes + 1_024;
  }

  /** The chain's id. */
  Hash chain() {
    return chain;
  }

  /** The genesis file. */
  String genesisJson() {
    metrics.request("genesis");
    return genesisJson;
  }

  Genesis genesis() {
    return backend.genesis();
  }

  NodeStatus status() {
    metrics.request("status");
    return backend.status();
  }

  /** Decodes one transaction; the only checks are size and form. */
  Transaction decode(Bytes encoded) {
    if (encoded.size() > maxTransactionBytes) {
      throw new ApiException(
          ErrorCode.TOO_LARGE,
          "the transaction has "
              + encoded.size()
              + " bytes; this chain takes "
              + maxTransactionBytes
              + ", make its payload smaller");
    }
    return switch (Transaction.decode(encoded)) {
      case Decoded.Ok<Transaction> ok -> ok.value();
      case Decoded.Malformed<Transaction> malformed ->
          throw new ApiException(
              ErrorCode.MALFORMED,
              "not a canonical transaction: " + malformed.reason() + "; encode it anew");
    };
  }

  /** What one submission came to. */
  record Outcome(Hash transaction, Optional<ProvedReceipt> receipt) {}

  /** Submits one transaction and waits for its admission or its receipt. */
  CompletableFuture<Outcome> submitOne(
      Origin origin, Bytes encoded, boolean untilFinal, long timeoutMillis) {
    metrics.request("submitOne");
    metrics.received(1);
    if (timeoutMillis < 0 || timeoutMillis > MAX_WAIT_MILLIS) {
      throw new ApiException(
          ErrorCode.MALFORMED,
          "timeout is " + timeoutMillis + " ms; choose 1 to " + MAX_WAIT_MILLIS);
    }
    Transaction transaction = decode(encoded);
    OneSubmission submission = new OneSubmission(backend, transaction.id(), untilFinal);
    submission.start(origin, transaction, timeoutMillis == 0 ? QUERY_MILLIS : timeoutMillis);
    return submission
        .result()
        .whenComplete((outcome, failure) -> {
          if (failure == null) {
            metrics.answered(outcome.receipt().isPresent() ? 1 : 0);
          } else {
            metrics.refused(Failures.of(failure).code());
          }
        });
  }

  CompletableFuture<TransactionAnswer> transaction(Bytes id) {
    metrics.request("transaction");
    if (id.size() != Hash.SIZE) {
      throw new ApiException(
          ErrorCode.MALFORMED, "a transaction id has 32 bytes, not " + id.size());
    }
    return bounded(backend.transaction(new Hash(id)));
  }

  /** What is wanted of the final block of {@code height}, or of the latest for 0. */
  <V> CompletableFuture<V> block(long height, Function<FinalizedBlock, V> view) {
    metrics.request("block");
    long latest = backend.status().finalizedHeight();
    long wanted = height == 0 ? latest : height;
    if (wanted < 1) {
      throw new ApiException(
          ErrorCode.NOT_FOUND,
          height < 0
              ? "heights start at 1"
              : "no block is final yet; submit a transaction, or wait");
    }
    return bounded(backend.block(wanted, view))
        .thenApply(block ->
            block.orElseThrow(() ->
                new ApiException(
                    ErrorCode.NOT_FOUND,
                    "no final block at height "
                        + wanted
                        + "; the latest final height is "
                        + latest)));
  }

  /**
   * @param height the height to read at, 0 for the latest
   */
  CompletableFuture<StateAnswer> state(
      Bytes key, long minimumHeight, long height, ReadConsistency consistency) {
    metrics.request("state");
    if (key.isEmpty() || key.size() > MAX_KEY_BYTES) {
      throw new ApiException(
          ErrorCode.MALFORMED,
          "the key has " + key.size() + " bytes; it must have 1 to " + MAX_KEY_BYTES);
    }
    checkMinimum(minimumHeight);
    if (height == 0) {
      return bounded(backend.state(key, minimumHeight, consistency));
    }
    if (height < 0 || minimumHeight > 0 || consistency != ReadConsistency.PROVED) {
      throw new ApiException(
          ErrorCode.MALFORMED,
          "a read at a height takes a height from 1 on, is proved, and has no minimum height");
    }
    return bounded(backend.stateAt(key, height));
  }

  CompletableFuture<QueryAnswer> query(
      String path, Bytes data, long minimumHeight, ReadConsistency consistency) {
    metrics.request("query");
    checkMinimum(minimumHeight);
    Query query;
    try {
      query = new Query(path, data, 0);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.MALFORMED, String.valueOf(e.getMessage()));
    }
    return bounded(backend.query(query, minimumHeight, consistency));
  }

  private static void checkMinimum(long minimumHeight) {
    if (minimumHeight < 0) {
      throw new ApiException(
          ErrorCode.MALFORMED, "the minimum height is negative; heights start at 1");
    }
  }

  CompletableFuture<SenderAnswer> sender(Bytes key) {
    metrics.request("sender");
    return bounded(backend.sender(senderKey(key)));
  }

  static PublicKey senderKey(Bytes key) {
    if (key.size() != SchemeId.ED25519.publicKeySize()) {
      throw new ApiException(
          ErrorCode.MALFORMED, "a sender's public key has 32 bytes, not " + key.size());
    }
    return new PublicKey(SchemeId.ED25519, key);
  }

  private static <T> CompletableFuture<T> bounded(CompletableFuture<T> answer) {
    return answer.copy().orTimeout(QUERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether a stream may start at {@code from}. */
  static void checkFrom(long from) {
    if (from < 0) {
      throw new ApiException(
          ErrorCode.MALFORMED, "a stream starts at height 1 or above, or at 0 for the next block");
    }
  }
}
