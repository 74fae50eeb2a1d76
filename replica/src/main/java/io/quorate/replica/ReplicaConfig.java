package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.mempool.LedgerView;
import io.quorate.mempool.MempoolLimits;

/**
 * What one replica is made of.
 *
 * @param self its validator index
 * @param epoch the epoch it runs
 * @param genesis the block of height 0
 * @param engine makes the epoch's engine
 * @param mempoolLimits the mempool's bounds
 * @param ledgerView executed state for admission; reads only
 * @param tickMillis period of status exchange, repeats and catch-up checks
 * @param spreadMillis how long a submitted transaction may wait for company before it is spread to
 *     the peers
 */
public record ReplicaConfig(
    int self,
    Epoch epoch,
    Block genesis,
    EngineFactory engine,
    MempoolLimits mempoolLimits,
    LedgerView ledgerView,
    long tickMillis,
    long spreadMillis) {}
