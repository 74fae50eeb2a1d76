/**
 * Faults of a running node: what they are, the file that says which ones a node has, and the door
 * in the node that watches this file. A node has the door only when it was started by {@link
 * io.quorate.devnet.fault.FaultyNode}; the software of any other node does not contain it.
 */
@NullMarked
package io.quorate.devnet.fault;

import org.jspecify.annotations.NullMarked;
