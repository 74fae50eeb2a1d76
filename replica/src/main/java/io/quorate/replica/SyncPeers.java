package io.quorate.replica;

import io.quorate.consensus.ValidatorSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The connected peers as sources of certified blocks. Not thread-safe. */
final class SyncPeers {
  private final ValidatorSet validators;
  private final SortedMap<Integer, SyncPeer> peers = new TreeMap<>();

  /** The peer that was asked last: equals take turns. */
  private int last = -1;

  /**
   * @param validators whose power says how far a claim is to be believed
   */
  SyncPeers(ValidatorSet validators) {
    this.validators = validators;
  }

  SyncPeer of(int peer) {
    return peers.computeIfAbsent(peer, p -> new SyncPeer());
  }

  Optional<SyncPeer> known(int peer) {
    return Optional.ofNullable(peers.get(peer));
  }

  /** The connection is gone, and what was asked over it. */
  Optional<SyncPeer> remove(int peer) {
    return Optional.ofNullable(peers.remove(peer));
  }

  /** Whether some peer is expected to bring what begins at that height. */
  boolean anyAsked(long from) {
    return peers.values().stream().anyMatch(peer -> peer.expected(from));
  }

  void forEach(BiConsumer<Integer, SyncPeer> action) {
    peers.forEach(action);
  }

  /** The highest claim of those who have not failed lately, or that an honest one makes. */
  long best(long tick) {
    long best = credible();
    for (SyncPeer peer : peers.values()) {
      best = peer.resting(tick) ? best : Math.max(best, peer.claim());
    }
    return best;
  }

  /** The highest height that peers of a weak quorum's power claim to have reached. */
  long credible() {
    List<Map.Entry<Integer, SyncPeer>> highestFirst = new ArrayList<>(peers.entrySet());
    highestFirst.sort(
        Comparator.comparingLong((Map.Entry<Integer, SyncPeer> peer) -> peer.getValue().claim())
            .reversed());
    long power = 0;
    for (Map.Entry<Integer, SyncPeer> peer : highestFirst) {
      power += validators.contains(peer.getKey()) ? validators.get(peer.getKey()).power() : 0;
      if (validators.isWeakQuorum(power)) {
        return peer.getValue().claim();
      }
    }
    return 0;
  }

  /**
   * Whom to ask for a height: of the free peers that claim it and were not asked for it the one
   * with the fewest failures, then the one with the least to do, then the next in turn.
   *
   * @param anybody whether also those are asked that failed lately
   */
  Optional<Integer> choose(long height, long tick, boolean anybody) {
    Comparator<Map.Entry<Integer, SyncPeer>> order =
        Comparator.comparingInt((Map.Entry<Integer, SyncPeer> peer) -> peer.getValue().failures());
    Optional<Integer> chosen =
        peers.entrySet().stream()
            .filter(peer -> peer.getValue().claim() >= height)
            .filter(peer -> peer.getValue().free() && !peer.getValue().expected(height))
            .filter(peer -> anybody || !peer.getValue().resting(tick))
            .min(
                order
                    .thenComparingInt(peer -> peer.getValue().busy())
                    .thenComparing(peer -> peer.getKey() <= last))
            .map(Map.Entry::getKey);
    chosen.ifPresent(peer -> last = peer);
    return chosen;
  }
}
