package io.quorate.replica;

import java.util.SortedMap;

/**
 * Where a replica stands.
 *
 * @param epoch the epoch it is in
 * @param view the engine's view
 * @param leader the view's leader, -1 before the first view
 * @param committedHeight highest ordered height
 * @param executedHeight highest executed height
 * @param finalizedHeight highest height with every certificate up to it
 * @param bestPeerHeight highest final height a peer claims
 * @param pendingTransactions transactions in the mempool
 * @param pendingBytes their bytes
 * @param catchingUp whether it is far behind its peers
 * @param observing whether it signs nothing until an epoch begins, because it lost its memory
 * @param differing validators that attested another result than this replica's at a height which
 *     waits for its certificate, with that height; cannot be changed
 */
public record ReplicaStatus(
    long epoch,
    long view,
    int leader,
    long committedHeight,
    long executedHeight,
    long finalizedHeight,
    long bestPeerHeight,
    int pendingTransactions,
    long pendingBytes,
    boolean catchingUp,
    boolean observing,
    SortedMap<Integer, Long> differing) {}
