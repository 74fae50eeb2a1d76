package io.quorate.node.runtime;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quorate.consensus.ValidatorSet;
import io.quorate.replica.message.PeerMessage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;

/**
 * What this node has seen of each peer, as metrics: whether it is connected, when it last said
 * anything that passed verification, when it last said something as a validator, how far its
 * attestations go, and how many of its messages were refused. Thread-safe.
 */
final class PeerSights {
  private final AtomicLongArray heardNanos;
  private final AtomicLongArray votedNanos;
  private final AtomicLongArray attested;
  private final AtomicLongArray refused;

  /**
   * @param self this node's index, which is no peer
   * @param connected whether that peer is
   */
  PeerSights(ValidatorSet validators, int self, IntPredicate connected, MeterRegistry registry) {
    this.heardNanos = new AtomicLongArray(validators.size());
    this.votedNanos = new AtomicLongArray(validators.size());
    this.attested = new AtomicLongArray(validators.size());
    this.refused = new AtomicLongArray(validators.size());
    long now = System.nanoTime();
    for (int peer = 0; peer < validators.size(); peer++) {
      heardNanos.set(peer, now);
      votedNanos.set(peer, now);
      if (peer != self) {
        register(peer, validators.get(peer).name(), connected, registry);
      }
    }
  }

  private void register(int peer, String name, IntPredicate connected, MeterRegistry registry) {
    Gauge.builder("quorate.peer.connected", () -> connected.test(peer) ? 1 : 0)
        .tag("peer", name)
        .register(registry);
    TimeGauge.builder("quorate.peer.silent", () -> since(heardNanos, peer), TimeUnit.NANOSECONDS)
        .tag("peer", name)
        .register(registry);
    TimeGauge.builder("quorate.peer.voteless", () -> since(votedNanos, peer), TimeUnit.NANOSECONDS)
        .tag("peer", name)
        .register(registry);
    Gauge.builder("quorate.peer.attested.height", () -> attested.get(peer))
        .tag("peer", name)
        .register(registry);
    FunctionCounter.builder("quorate.peer.refused", refused, counts -> counts.get(peer))
        .tag("peer", name)
        .register(registry);
  }

  private static long since(AtomicLongArray then, int peer) {
    return System.nanoTime() - then.get(peer);
  }

  /** A message of that peer passed verification. */
  void accepted(int peer, PeerMessage message) {
    long now = System.nanoTime();
    heardNanos.set(peer, now);
    switch (message) {
      case PeerMessage.EngineMessageOf _ -> votedNanos.set(peer, now);
      case PeerMessage.Attested m ->
          attested.accumulateAndGet(peer, m.attestation().height(), Math::max);
      default -> {
        // Heard, and no vote.
      }
    }
  }

  /** A message of that peer failed verification. */
  void refused(int peer) {
    refused.incrementAndGet(peer);
  }
}
