package io.quorate.replica;

import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Peers that have not committed what waits here for its certificate: messages get lost on
 * connections that hold, and a peer at rest asks for nothing. Such a peer is told again, as after a
 * connect, once per tick. Nobody is while everything committed is final. Not thread-safe.
 */
final class Reminders {
  private final SortedSet<Integer> reminded = new TreeSet<>();
  private OptionalLong waiting = OptionalLong.empty();

  /**
   * Periodic.
   *
   * @param overdue the lowest height that has waited for its certificate for a whole tick
   */
  void tick(OptionalLong overdue) {
    waiting = overdue;
    reminded.clear();
  }

  /**
   * Whether the peer is to be told now.
   *
   * @param committed the highest height that the peer says it knows to be ordered
   * @param finalized the highest final height here
   */
  boolean due(int peer, long committed, long finalized) {
    return waiting.isPresent()
        && waiting.getAsLong() > finalized
        && committed < waiting.getAsLong()
        && reminded.add(peer);
  }
}
