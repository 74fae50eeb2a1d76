/**
 * Pending transactions: admission, replay protection, fairness across senders, batching.
 *
 * <p>It must not execute a transaction, order a block, perform I/O, read a clock, draw randomness,
 * start a thread, log, or hold more than its limits say.
 */
@NullMarked
package io.quorate.mempool;

import org.jspecify.annotations.NullMarked;
