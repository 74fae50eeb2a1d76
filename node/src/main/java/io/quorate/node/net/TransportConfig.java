package io.quorate.node.net;

import io.quorate.crypto.Hash;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One node's view of the network.
 *
 * @param ownIndex its index among the validators
 * @param key the secret of its certificate
 * @param chain the fingerprint of the genesis; a peer with another one is refused
 * @param peers all other nodes
 * @param bindHost the address to listen on
 * @param bindPort the port to listen on; 0 for any
 * @param tuning everything that has a good default
 */
public record TransportConfig(
    int ownIndex,
    NetworkKey key,
    Hash chain,
    List<PeerAddress> peers,
    String bindHost,
    int bindPort,
    Tuning tuning) {

  /**
   * Checks what peers must not share.
   *
   * @throws IllegalArgumentException when two nodes, this one included, have one index or one key
   */
  public TransportConfig {
    peers = List.copyOf(peers);
    Set<Object> seen = new HashSet<>(List.of(ownIndex, key.publicKey()));
    for (PeerAddress peer : peers) {
      if (!seen.add(peer.index()) || !seen.add(peer.networkKey())) {
        throw new IllegalArgumentException(
            "two nodes share the index or the network key of " + peer);
      }
    }
  }

  /**
   * Limits and times.
   *
   * @param consensus the queue of {@link TrafficClass#CONSENSUS} of each peer
   * @param transactions the queue of {@link TrafficClass#TRANSACTIONS} of each peer
   * @param sync the queue of {@link TrafficClass#SYNC} of each peer
   * @param threads event loop threads
   * @param minBackoff the wait after a first failed attempt to connect; doubles with each further
   *     one
   * @param maxBackoff the longest such wait
   * @param handshakeTimeout how long a connection may take to authenticate
   * @param pingInterval how long a connection is idle before it is shown to be alive; three times
   *     that without a byte received closes it
   */
  public record Tuning(
      QueueLimit consensus,
      QueueLimit transactions,
      QueueLimit sync,
      int threads,
      Duration minBackoff,
      Duration maxBackoff,
      Duration handshakeTimeout,
      Duration pingInterval) {
    private static final long MEBIBYTE = 1 << 20;

    /** For a handful of nodes on ordinary machines. */
    public static final Tuning DEFAULT =
        new Tuning(
            new QueueLimit(1_024, 24 * MEBIBYTE),
            new QueueLimit(4_096, 8 * MEBIBYTE),
            new QueueLimit(256, 24 * MEBIBYTE),
            1,
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    QueueLimit limit(TrafficClass trafficClass) {
      return switch (trafficClass) {
        case CONSENSUS -> consensus;
        case TRANSACTIONS -> transactions;
        case SYNC -> sync;
      };
    }
  }
}
