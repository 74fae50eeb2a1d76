/**
 * Puts load on a network through the SDK and measures what a client sees: the time from when a
 * transaction was meant to be sent to its verified receipt.
 *
 * <p>It prints nothing and knows nothing of how a network was started.
 */
@NullMarked
package io.quorate.devnet.load;

import org.jspecify.annotations.NullMarked;
