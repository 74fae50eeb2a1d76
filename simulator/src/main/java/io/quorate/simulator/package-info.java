/**
 * The simulated world: virtual time, network and disk, faults drawn from a seed, Byzantine
 * replicas, and the checkers that watch from outside.
 *
 * <p>A run is a pure function of scenario and seed. Nothing here may read a real clock, draw
 * randomness that the seed does not determine, or open a socket.
 */
@NullMarked
package io.quorate.simulator;

import org.jspecify.annotations.NullMarked;
