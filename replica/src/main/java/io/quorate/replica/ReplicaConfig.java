package io.quorate.replica;

import io.quorate.consensus.Block;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.mempool.LedgerView;
import io.quorate.mempool.MempoolLimits;

/**
 * What one replica is made of.
 *
 * @param self its validator index
 * @param epochs the epochs of its chain
 * @param genesis the block of height 0
 * @param engine makes the engine of each epoch
 * @param mempoolLimits the mempool's bounds
 * @param ledgerView executed state for admission; reads only
 * @param proposals the application's word on what is proposed
 * @param tickMillis period of status exchange, repeats and catch-up checks
 * @param spreadMillis how long a submitted transaction may wait for company before it is spread to
 *     the peers
 */
public record ReplicaConfig(
    int self,
    Epochs epochs,
    Block genesis,
    EngineFactory engine,
    MempoolLimits mempoolLimits,
    LedgerView ledgerView,
    ProposalRules proposals,
    long tickMillis,
    long spreadMillis) {}
