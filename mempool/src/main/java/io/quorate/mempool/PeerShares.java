package io.quorate.mempool;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Transaction;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much of the room each peer uses. The shares are equal and add up to three quarters of the
 * room: a peer that floods fills its own share, and neither the other peers nor the local clients
 * notice.
 */
final class PeerShares {
  /** The smallest network has four replicas. */
  private static final int FEWEST_PEERS = 3;

  private final MempoolLimits limits;
  private final int maxTransactionBytes;
  private final TreeMap<Integer, Usage> byPeer = new TreeMap<>();
  private Usage all = Usage.NONE;
  private int peers = FEWEST_PEERS;

  PeerShares(MempoolLimits limits, ChainParameters parameters) {
    this.limits = limits;
    this.maxTransactionBytes = parameters.maxTransactionBytes();
  }

  /**
   * What somebody has pending.
   *
   * @param transactions how many
   * @param bytes the bytes of their canonical forms
   */
  record Usage(int transactions, long bytes) {
    static final Usage NONE = new Usage(0, 0);

    Usage plus(Transaction transaction) {
      return new Usage(transactions + 1, bytes + transaction.encoded().size());
    }

    Usage minus(Transaction transaction) {
      return new Usage(transactions - 1, bytes - transaction.encoded().size());
    }

    boolean within(int maxTransactions, long maxBytes) {
      return transactions <= maxTransactions && bytes <= maxBytes;
    }
  }

  void divideAmong(int count) {
    peers = Math.max(FEWEST_PEERS, count);
  }

  /** Never below one transaction, however many peers there are. */
  int shareTransactions() {
    return Math.max(1, limits.peerTransactions() / peers);
  }

  long shareBytes() {
    return Math.max(maxTransactionBytes, limits.peerBytes() / peers);
  }

  Usage of(int peer) {
    return byPeer.getOrDefault(peer, Usage.NONE);
  }

  boolean isEmpty() {
    return byPeer.isEmpty() && all.equals(Usage.NONE);
  }

  Optional<Admission.Refused> refusal(Transaction transaction, Origin origin) {
    return switch (origin) {
      case Origin.Local _ -> Optional.empty();
      case Origin.Peer(int peer) -> {
        boolean fits =
            of(peer).plus(transaction).within(shareTransactions(), shareBytes())
                && all.plus(transaction).within(limits.peerTransactions(), limits.peerBytes());
        yield fits
            ? Optional.empty()
            : Optional.of(
                new Admission.Refused(
                    RefusalCode.PEER_FULL,
                    of(peer).transactions()
                        + " transactions from peer "
                        + peer
                        + " are pending; its share is "
                        + shareTransactions()
                        + " or "
                        + shareBytes()
                        + " bytes"));
      }
    };
  }

  void charge(Transaction transaction, Origin origin) {
    if (origin instanceof Origin.Peer(int peer)) {
      byPeer.put(peer, of(peer).plus(transaction));
      all = all.plus(transaction);
    }
  }

  void release(Transaction transaction, Origin origin) {
    if (origin instanceof Origin.Peer(int peer)) {
      Usage left = of(peer).minus(transaction);
      if (left.transactions() == 0) {
        byPeer.remove(peer);
      } else {
        byPeer.put(peer, left);
      }
      all = all.minus(transaction);
    }
  }
}
