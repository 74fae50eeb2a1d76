package io.quorate.node.runtime;

import io.quorate.consensus.FinalityCertificate;
import io.quorate.node.api.NodeBackend.Subscription;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The final heights as clients see them: without gaps and in order, even where certificates
 * complete out of order. Thread-safe.
 */
final class FinalHeights {
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final NavigableMap<Long, FinalityCertificate> ahead = new TreeMap<>();
  private final java.util.Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private volatile Optional<FinalityCertificate> latest;
  private volatile long highest;

  private record Wait(long height, CompletableFuture<Long> result) {}

  /**
   * @param highest the highest height that was final at the start
   * @param latest its certificate
   */
  FinalHeights(long highest, Optional<FinalityCertificate> latest) {
    this.highest = highest;
    this.latest = latest;
  }

  long highest() {
    return highest;
  }

  Optional<FinalityCertificate> latest() {
    return latest;
  }

  /** A height became final; called by one thread. */
  void add(FinalityCertificate certificate) {
    synchronized (this) {
      ahead.put(certificate.attestation().height(), certificate);
    }
    FinalityCertificate next = next();
    while (next != null) {
      long height = next.attestation().height();
      latest = Optional.of(next);
      highest = height;
      listeners.forEach(listener -> listener.accept(height));
      next = next();
    }
    long reached = highest;
    waits.removeIf(wait -> wait.height() <= reached && wait.result().complete(reached));
  }

  /**
   * The highest final height once it is at least {@code height}; fails with NOT_YET after a while.
   */
  CompletableFuture<Long> reach(long height, long timeoutMillis) {
    if (highest >= height) {
      return CompletableFuture.completedFuture(highest);
    }
    Wait wait = new Wait(height, new CompletableFuture<>());
    waits.add(wait);
    if (highest >= height) {
      wait.result().complete(highest);
    }
    CompletableFuture<Long> bounded =
        wait.result()
            .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .whenComplete((reached, failure) -> waits.remove(wait));
    return LedgerBackend.notYet(
        bounded,
        "height "
            + height
            + " is not final here yet (this node is at "
            + highest
            + "); try again or elsewhere");
  }

  Subscription subscribe(LongConsumer listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private synchronized @org.jspecify.annotations.Nullable FinalityCertificate next() {
    ahead.headMap(highest, true).clear();
    return ahead.remove(highest + 1);
  }
}
