/**
 * The storage port on LevelDB: one directory, one process, one chain.
 *
 * <p>It knows nothing of blocks or replicas, never repairs anything but the torn tail of a log, and
 * never deletes data: what it cannot read it refuses, with a sentence that says what to do.
 */
@NullMarked
package io.quorate.node.storage;

import org.jspecify.annotations.NullMarked;
