/**
 * Tests of networks of real node processes, killed and started again under load. They observe the
 * nodes' status until a deadline and end every process they started.
 */
@NullMarked
package io.quorate.devnet.process;

import org.jspecify.annotations.NullMarked;
