package io.quorate.replica;

import io.quorate.consensus.ValidatorSet;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage.Heights;
import io.quorate.replica.message.PeerMessage.LogRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fetches certified blocks when this replica has fallen behind: at once when it is far behind,
 * otherwise when it has not become final further by itself between two ticks. One request at a
 * time, each try at another peer. Not thread-safe.
 */
final class CatchUp {
  /** A lag at which waiting for the engine is pointless. */
  private static final long FAR = 64;

  private static final int BLOCKS_PER_REQUEST = 128;

  private final ValidatorSet validators;
  private final SortedMap<Integer, Heights> peers = new TreeMap<>();
  private final SortedMap<Integer, Long> requested = new TreeMap<>();
  private long finalizedAtLastTick = -1;
  private int asked = -1;
  private boolean outstanding;

  /**
   * @param validators the epoch's validators, whose power says how far a claim is to be believed
   */
  CatchUp(ValidatorSet validators) {
    this.validators = validators;
  }

  /** Whether at least one honest peer is far ahead: liars alone cannot make a replica say so. */
  boolean behind(long finalized) {
    return credible() > finalized + FAR;
  }

  /** The highest height that peers of a weak quorum's power claim to have reached. */
  private long credible() {
    List<Map.Entry<Integer, Heights>> highestFirst = new ArrayList<>(peers.entrySet());
    highestFirst.sort(
        Comparator.comparingLong((Map.Entry<Integer, Heights> peer) -> peer.getValue().finalized())
            .reversed());
    long power = 0;
    for (Map.Entry<Integer, Heights> peer : highestFirst) {
      power += validators.contains(peer.getKey()) ? validators.get(peer.getKey()).power() : 0;
      if (validators.isWeakQuorum(power)) {
        return peer.getValue().finalized();
      }
    }
    return 0;
  }

  /** The highest height that any connected peer claims to hold certificates up to. */
  long best() {
    long best = 0;
    for (Heights heights : peers.values()) {
      best = Math.max(best, heights.finalized());
    }
    return best;
  }

  void heights(int peer, Heights heights, long finalized, boolean room, ReplicaEffects out) {
    peers.put(peer, heights);
    if (!outstanding && room && best() > finalized + FAR) {
      request(finalized, out);
    }
  }

  void peerDown(int peer) {
    peers.remove(peer);
    requested.remove(peer);
    if (peer == asked) {
      outstanding = false;
    }
  }

  /**
   * Whether an answer of {@code peer} was asked for; it is taken once, also when it comes so late
   * that another peer was asked meanwhile, or a slow link would never bring anything. Who does not
   * answer with the height that was asked for is not asked again before it claims it anew.
   *
   * @param first the height of the answer's first block, empty when there is none
   */
  boolean answered(int peer, OptionalLong first) {
    Long from = requested.remove(peer);
    if (from == null) {
      return false;
    }
    if (peer == asked) {
      outstanding = false;
    }
    if (first.isEmpty() || first.getAsLong() != from) {
      peers.remove(peer);
    }
    return true;
  }

  /** Goes on right after an answer, while there is room to execute what comes. */
  void proceed(long finalized, long next, boolean room, ReplicaEffects out) {
    if (!outstanding && room && best() > finalized + 1 && best() >= next) {
      requestFrom(next, out);
    }
  }

  /**
   * Periodic: a lag that has not shrunk since the last tick, or an unanswered request, goes to the
   * next peer.
   */
  void tick(long finalized, boolean room, ReplicaEffects out) {
    boolean stuck = finalized == finalizedAtLastTick;
    finalizedAtLastTick = finalized;
    if (stuck && room && best() > finalized) {
      outstanding = false;
      request(finalized, out);
    }
  }

  private void request(long finalized, ReplicaEffects out) {
    requestFrom(finalized + 1, out);
  }

  private void requestFrom(long from, ReplicaEffects out) {
    List<Integer> candidates = new ArrayList<>();
    peers.forEach((peer, heights) -> {
      if (heights.finalized() >= from) {
        candidates.add(peer);
      }
    });
    if (candidates.isEmpty()) {
      return;
    }
    int previous = asked;
    asked = candidates.stream().filter(p -> p > previous).findFirst().orElse(candidates.getFirst());
    outstanding = true;
    requested.put(asked, from);
    out.emit(new Send(new One(asked), new LogRequest(from, BLOCKS_PER_REQUEST)));
  }
}
