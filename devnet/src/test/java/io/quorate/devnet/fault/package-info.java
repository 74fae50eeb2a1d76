/** What is behind a node's door for faults. */
@NullMarked
package io.quorate.devnet.fault;

import org.jspecify.annotations.NullMarked;
