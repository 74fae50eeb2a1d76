package io.quorate.node.net;

import io.quorate.crypto.Bytes;

/** Takes in the messages of authenticated peers. */
@FunctionalInterface
public interface InboundHandler {
  /**
   * One message of one peer, in the order in which that peer sent those of this class. Called on an
   * I/O thread, so it must not block: it puts the message into a bounded queue of that peer and
   * returns.
   *
   * @param peer the sender's index
   * @param trafficClass what it is
   * @param body the message, of at most {@link io.quorate.consensus.Limits#MESSAGE_BYTES} bytes; it
   *     shares the memory of its frame, which is hardly longer
   * @return whether it was taken; if not, it is dropped and counted, and this peer's connection is
   *     not read for a moment, so that a flood costs little
   */
  boolean onMessage(int peer, TrafficClass trafficClass, Bytes body);
}
