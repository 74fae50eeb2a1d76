/**
 * The {@code quorate} command: where the process starts.
 *
 * <p>The folder drives nodes from outside, through their command line and their API, and puts the
 * user commands of the other modules together, because it alone may see node, client and simulator.
 * No code of the product depends on it.
 */
@NullMarked
package io.quorate.devnet;

import org.jspecify.annotations.NullMarked;
