/** Locks with leases on block time and fencing tokens. */
@NullMarked
package io.quorate.examples.locks;

import org.jspecify.annotations.NullMarked;
