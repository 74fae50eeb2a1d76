package io.quorate.replica;

import io.quorate.replica.message.PeerMessage.EngineMessageOf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What peers said in the next epoch while this replica still waits for the certificate of the last
 * height of its own. A few messages of each peer are kept, the first ones, since an epoch begins
 * with them; peers say the rest again when they hear that this replica has arrived. Not
 * thread-safe.
 */
final class EarlyMessages {
  /** Messages of one peer. */
  static final int PER_PEER = 16;

  private final SortedMap<Integer, Deque<EngineMessageOf>> byPeer = new TreeMap<>();

  /** Keeps a verified message of the next epoch if there is room. */
  void add(int peer, EngineMessageOf message) {
    Deque<EngineMessageOf> kept = byPeer.computeIfAbsent(peer, p -> new ArrayDeque<>());
    if (kept.size() < PER_PEER) {
      kept.add(message);
    }
  }

  /** The messages of an epoch, each peer's in order; everything is forgotten. */
  List<EngineMessageOf> take(long epoch) {
    List<EngineMessageOf> taken =
        byPeer.values().stream()
            .flatMap(Deque::stream)
            .filter(message -> message.epoch() == epoch)
            .toList();
    byPeer.clear();
    return taken;
  }
}
