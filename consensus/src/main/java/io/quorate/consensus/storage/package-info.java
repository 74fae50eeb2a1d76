/**
 * The one storage port: an ordered key-value store with atomic batches. Implemented on LevelDB by
 * the node and in memory by the simulator; the pure modules only see these types.
 */
@NullMarked
package io.quorate.consensus.storage;

import org.jspecify.annotations.NullMarked;
