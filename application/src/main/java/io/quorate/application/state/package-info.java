/**
 * The authenticated state: a versioned sparse Merkle tree over the storage port, and the buffer in
 * which a block's changes collect before they enter it. It knows keys and values, no application
 * and no block; it does no I/O beyond the port, and starts no thread.
 */
@NullMarked
package io.quorate.application.state;

import org.jspecify.annotations.NullMarked;
