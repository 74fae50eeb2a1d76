/** What is behind a node's door for faults. */
@NullMarked
package io.quorate.devnet.diagnose;

import org.jspecify.annotations.NullMarked;
