/**
 * Hashes, keys, signature schemes, aggregation, Merkle trees and their proofs.
 *
 * <p>This is the bottom room: everything else rests on it and it imports no other Quorate module.
 * It must not read a clock, draw randomness, start a thread, log, or compute with floating point;
 * only {@code io.quorate.crypto.keyfile} may touch the disk. A malformed input from outside is an
 * answer ({@code false} or a sealed result), never an exception.
 */
@NullMarked
package io.quorate.crypto;

import org.jspecify.annotations.NullMarked;
