package io.quorate.client;

import io.quorate.consensus.QuorumClaims;
import io.quorate.consensus.ValidatorSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One linearizable read: every node is asked how far it has executed, and what is wanted is read,
 * proved, at a height not below what all of some quorum have reached. An acknowledged write was
 * executed by a quorum, and any two quorums share an honest validator, so no such write lies above
 * (decision 0007).
 *
 * <p>Each node's height is its own word. One that is too low is outvoted by the validator that the
 * quorums share. One that is too high delays the read only until a quorum without it has answered:
 * each lower bound that comes to light starts an attempt of its own, and the first proof is the
 * answer. Who does not say which validator it is counts for none. Thread-safe.
 */
final class LinearizableRead<T> {
  private final Reads reads;
  private final Trust trust;
  private final LongFunction<CompletableFuture<T>> proved;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Map<Integer, Long> reached = new TreeMap<>();
  private int asked;
  private int attempts;
  private long bound = Long.MAX_VALUE;
  private @Nullable Throwable failure;

  /**
   * @param proved reads, proved, at a height not below the one it is given
   */
  LinearizableRead(Reads reads, Trust trust, LongFunction<CompletableFuture<T>> proved) {
    this.reads = reads;
    this.trust = trust;
    this.proved = proved;
  }

  CompletableFuture<T> start(List<Node> nodes) {
    asked = nodes.size();
    for (Node node : nodes) {
      CompletableFuture<NodeReport> _ =
          reads.status(node).whenComplete((report, broken) -> answered(broken == null, report));
    }
    return result;
  }

  private void answered(boolean sound, @Nullable NodeReport report) {
    OptionalLong next;
    synchronized (this) {
      asked--;
      // Who observes lost its memory, and may have been further once (scenario S28).
      if (sound
          && report != null
          && report.claims().getVoting()
          && isValidator(report.claims().getValidator())) {
        long height = Math.max(report.provedHeight(), report.claims().getExecutedHeight());
        reached.merge(report.claims().getValidator(), height, Math::max);
      }
      next = lowerBound();
      if (next.isPresent()) {
        bound = next.getAsLong();
        attempts++;
      }
    }
    if (next.isPresent()) {
      CompletableFuture<T> _ =
          attempt(Math.max(next.getAsLong(), trust.highest()))
              .whenComplete((value, broken) -> attempted(value, broken));
    }
    giveUp();
  }

  private CompletableFuture<T> attempt(long height) {
    try {
      return proved.apply(height);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean isValidator(int index) {
    return index >= 0 && index < validators().size();
  }

  private ValidatorSet validators() {
    return trust.epoch().validators();
  }

  /** The lowest height that all of a quorum have reached, if it is lower than any before. */
  private OptionalLong lowerBound() {
    OptionalLong lowest =
        QuorumClaims.lowest(
            reached, members -> validators().isQuorum(validators().powerOf(members)));
    return lowest.isPresent() && lowest.getAsLong() < bound ? lowest : OptionalLong.empty();
  }

  private void attempted(@Nullable T value, @Nullable Throwable broken) {
    if (value != null) {
      result.complete(value);
    }
    synchronized (this) {
      attempts--;
      failure = broken;
    }
    giveUp();
  }

  /** Fails when nothing is under way any more. */
  private void giveUp() {
    Throwable why;
    synchronized (this) {
      if (asked > 0 || attempts > 0) {
        return;
      }
      why = failure == null ? tooFew() : failure;
    }
    result.completeExceptionally(why);
  }

  private UnavailableException tooFew() {
    return new UnavailableException(
        "a linearizable read needs nodes of more than two thirds of the voting power; "
            + reached.size()
            + " of "
            + validators().size()
            + " validators answered; name more nodes, or use get");
  }
}
