package io.quorate.node.runtime;

import io.quorate.consensus.QuorumClaims;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far a quorum has executed, for linearizable reads: an acknowledged write was executed by a
 * quorum, any two quorums share an honest replica, so no acknowledged write lies above what all of
 * any quorum has reached. Any quorum of replies will do, so that of the lowest claims counts: a
 * peer that claims a height nobody reached delays no read.
 *
 * <p>Reads that come while a question is under way share the next one, so that a flood of reads
 * costs one question per round trip and pushes no vote out of a queue. Thread-safe.
 */
final class QuorumHeights {
  private static final long RETRY_MILLIS = 250;

  private final int self;
  private final Predicate<Collection<Integer>> quorum;
  private final Supplier<OptionalLong> executedHeight;
  private final LongSupplier finalHeight;
  private final LongConsumer ask;
  private final Map<Long, Round> open = new TreeMap<>();
  private @Nullable Round asked;
  private @Nullable Round gathering;
  private long nonces;

  private static final class Round {
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private final Map<Integer, Long> replies = new TreeMap<>();
    private long nonce;
  }

  /**
   * @param quorum whether these validators are one
   * @param executedHeight of this node; empty while it may have been further once and does not
   *     count
   * @param finalHeight the highest height this node can prove
   * @param ask sends the question with that nonce to all peers
   */
  QuorumHeights(
      int self,
      Predicate<Collection<Integer>> quorum,
      Supplier<OptionalLong> executedHeight,
      LongSupplier finalHeight,
      LongConsumer ask) {
    this.self = self;
    this.quorum = quorum;
    this.executedHeight = executedHeight;
    this.finalHeight = finalHeight;
    this.ask = ask;
  }

  /**
   * A height that is final here and not below any write acknowledged before this call; fails with a
   * timeout.
   */
  CompletableFuture<Long> read(long timeoutMillis) {
    Round joined;
    synchronized (this) {
      if (gathering == null) {
        Round fresh = new Round();
        CompletableFuture<Long> _ =
            fresh
                .result
                .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .whenComplete((height, failure) -> close(fresh));
        gathering = fresh;
      }
      joined = gathering;
    }
    proceed();
    return joined.result.copy();
  }

  void reply(int peer, long nonce, long executed) {
    synchronized (this) {
      Round round = open.get(nonce);
      if (round == null) {
        return;
      }
      round.replies.putIfAbsent(peer, executed);
    }
    proceed();
  }

  /** Looks again at what is open: a reply came, a height became final, or time passed. */
  void proceed() {
    long reached = finalHeight.getAsLong();
    Map<Round, Long> answered = new LinkedHashMap<>();
    OptionalLong question;
    synchronized (this) {
      for (Round round : open.values()) {
        OptionalLong height = QuorumClaims.lowest(round.replies, quorum);
        if (height.isPresent() && round == asked) {
          asked = null;
        }
        if (height.isPresent() && height.getAsLong() <= reached) {
          answered.put(round, height.getAsLong());
        }
      }
      answered.keySet().forEach(round -> open.remove(round.nonce));
      question = begin();
    }
    question.ifPresent(this::put);
    answered.forEach((round, height) -> round.result.complete(height));
  }

  /** Questions under way, answered or not. */
  synchronized int size() {
    return open.size();
  }

  private OptionalLong begin() {
    Round next = gathering;
    if (next == null || asked != null) {
      return OptionalLong.empty();
    }
    next.nonce = ++nonces;
    executedHeight.get().ifPresent(height -> next.replies.put(self, height));
    open.put(next.nonce, next);
    asked = next;
    gathering = null;
    return OptionalLong.of(next.nonce);
  }

  private void put(long nonce) {
    ask.accept(nonce);
    CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> again(nonce));
    proceed();
  }

  /** Messages get lost: the same question again while nobody's quorum has answered it. */
  private void again(long nonce) {
    boolean unanswered;
    synchronized (this) {
      Round round = asked;
      unanswered = round != null && round.nonce == nonce;
    }
    if (unanswered) {
      put(nonce);
    }
  }

  private void close(Round round) {
    synchronized (this) {
      open.remove(round.nonce);
      asked = asked == round ? null : asked;
      gathering = gathering == round ? null : gathering;
    }
    proceed();
  }
}
