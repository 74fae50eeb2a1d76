/** Nodes that lie on purpose: the Byzantine replicas of the simulator inside real processes. */
@NullMarked
package io.quorate.devnet.byzantine;

import org.jspecify.annotations.NullMarked;
