/**
 * One replica without I/O: engine, mempool, delivery, execution results, finality certificates and
 * catch-up composed into one deterministic component. Inputs in, effects out; the node and the
 * simulator are its two hosts. No thread, clock, socket or file belongs here.
 */
@NullMarked
package io.quorate.replica;

import org.jspecify.annotations.NullMarked;
