package io.quorate.node.net;

/**
 * Told which peers can be reached. Called on I/O threads, for one peer in order; must not block.
 */
public interface TransportListener {
  /** Both connections to the peer stand; it is in {@link PeerTransport#connected()}. */
  void peerUp(int peer);

  /** One of them fell; what was queued on it is lost. */
  void peerDown(int peer);
}
