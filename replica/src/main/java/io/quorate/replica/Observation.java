package io.quorate.replica;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.replica.message.PeerMessage.Heights;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a replica that lost its memory may speak again (scenario S28, decision 0061): in the first
 * epoch that had not begun anywhere when this process started, so that no earlier process can have
 * spoken in it. To have been in an epoch, the earlier process needed a quorum that executed the
 * last height before; of any quorum that is asked at least one replica committed that height and
 * says so. Not thread-safe.
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

  /** A peer says how far it is; what it said first counts. */
  void heard(int peer, Heights heights) {
    if (observing && peer != self) {
      // What is committed is never far above what is final; who says otherwise lies.
      long committed = Math.min(heights.committed(), heights.finalized() + Finality.WINDOW);
      firstHeard.putIfAbsent(
          peer, epochs.at(committed + 1).map(Epoch::number).orElse(Long.MAX_VALUE));
    }
  }

  /** A peer could not show what it claimed: what it said first means nothing. */
  void discredit(int peer) {
    firstHeard.remove(peer);
  }

  /** The replica takes up an epoch; true when it may speak from now on. */
  boolean endsWith(Epoch next) {
    List<Integer> known = new ArrayList<>(firstHeard.keySet());
    known.add(self);
    boolean begunLater = firstHeard.values().stream().allMatch(epoch -> epoch < next.number());
    boolean ends =
        observing && begunLater && next.validators().isQuorum(next.validators().powerOf(known));
    observing = observing && !ends;
    return ends;
  }
}
