/**
 * The real world: transport, storage, API server, configuration, metrics, logs, and the {@code
 * quorate} command.
 *
 * <p>What is not deterministic (sockets, disk writes, time, randomness, threads) lives here alone.
 * No consensus rule lives here.
 */
@NullMarked
package io.quorate.node;

import org.jspecify.annotations.NullMarked;
