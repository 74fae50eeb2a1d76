/**
 * The threads of a node and the queues between them: the replica's loop, the disk, execution,
 * verification, timers, and the answers to clients. Decides nothing about the protocol; performs
 * what the replica asks.
 */
@NullMarked
package io.quorate.node.runtime;

import org.jspecify.annotations.NullMarked;
