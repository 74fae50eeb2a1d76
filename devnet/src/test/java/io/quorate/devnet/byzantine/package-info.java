/** Nodes that lie as processes. */
@NullMarked
package io.quorate.devnet.byzantine;

import org.jspecify.annotations.NullMarked;
