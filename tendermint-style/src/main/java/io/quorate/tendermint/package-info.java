/**
 * Tendermint as a pure state machine that reads like its paper, arXiv 1807.04938; the rules carry
 * the line numbers of its algorithm 1.
 *
 * <p>It imports {@code consensus} (and through it {@code crypto}) alone. It must not import another
 * engine, hold a key, perform I/O, read a clock, draw randomness, start a thread, log, or compute
 * with floating point: time and answers come in as events, everything else goes out as effects.
 */
@NullMarked
package io.quorate.tendermint;

import org.jspecify.annotations.NullMarked;
