package io.quorate.node.net;

import java.util.function.IntConsumer;

/**
 * What lies between a node and its peers where a test wants bad lines: decides for every message
 * whether it leaves, when, and how often. A node has none unless its starter hands one in; no
 * configuration names one. Thread-safe.
 */
public interface Links {
  /**
   * Called once, before any other method.
   *
   * @param disconnect ends the connections to a peer; a new one comes when {@link #open} allows it
   */
  void begin(IntConsumer disconnect);

  /** Whether connections to that peer may stand. */
  boolean open(int peer);

  /**
   * Takes a message for a peer. Must not block.
   *
   * @param bytes its length
   * @param send hands it to the connection; to be run as often as the message is to leave
   */
  void carry(int peer, int bytes, Runnable send);
}
