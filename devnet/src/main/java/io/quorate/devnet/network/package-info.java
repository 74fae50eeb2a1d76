/**
 * A local network of real node processes: its directory, keys, genesis and configuration, and the
 * life of its processes.
 *
 * <p>It knows nodes by their command line, their files and their API alone, and prints nothing:
 * what people read is for {@code io.quorate.devnet.command}.
 */
@NullMarked
package io.quorate.devnet.network;

import org.jspecify.annotations.NullMarked;
