/**
 * Where every random choice of a run comes from: generators that follow from one seed. It knows
 * nothing of what is drawn.
 */
@NullMarked
package io.quorate.simulator.seed;

import org.jspecify.annotations.NullMarked;
