package io.quorate.replica;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.replica.message.PeerMessage.Heights;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a replica that lost its memory may speak again (scenario S28, decision 0061): in the first
 * epoch that had not begun anywhere when this process started, so that no earlier process can have
 * spoken in it. To have been in an epoch, the earlier process needed a quorum that executed the
 * last height before. Of any quorum of others one honest replica is in both, and says so: this one
 * does not count, since it may itself be all that both have in common, and nor does another that
 * lost its memory. Not thread-safe.
 */
final class Observation {
  private final int self;
  private final Epochs epochs;

  /** The epoch of the next height of each peer when it was first heard. */
  private final SortedMap<Integer, Long> firstHeard = new TreeMap<>();

  private boolean observing;

  Observation(boolean observing, int self, Epochs epochs) {
    this.observing = observing;
    this.self = self;
    this.epochs = epochs;
  }

  boolean observing() {
    return observing;
  }

  /** A peer says how far it is; what it says first from its own memory counts. */
  void heard(int peer, Heights heights) {
    if (observing && peer != self && !heights.observing()) {
      firstHeard.putIfAbsent(peer, epochOfNext(heights.committed()));
    }
  }

  private long epochOfNext(long committed) {
    return committed == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : epochs.at(committed + 1).map(Epoch::number).orElse(Long.MAX_VALUE);
  }

  /** A peer could not show what it claimed: what it said first means nothing. */
  void discredit(int peer) {
    firstHeard.remove(peer);
  }

  /**
   * The replica takes up an epoch; true when it may speak from now on. Any quorum will do, so the
   * one with the lowest claims counts: a peer that claims an epoch nobody reached is not waited for
   * where a quorum is without it.
   */
  boolean endsWith(Epoch next) {
    List<Integer> before =
        firstHeard.entrySet().stream()
            .filter(first -> first.getValue() < next.number())
            .map(Map.Entry::getKey)
            .toList();
    boolean ends = observing && next.validators().isQuorum(next.validators().powerOf(before));
    observing = observing && !ends;
    return ends;
  }
}
