/**
 * The canonical binary form of everything that is hashed, signed, stored or sent between replicas,
 * and how it is read back with limits. It knows bytes, not meanings, and does no I/O.
 */
@NullMarked
package io.quorate.consensus.wire;

import org.jspecify.annotations.NullMarked;
