/** Tests of a network's files and processes; what they start, they end. */
@NullMarked
package io.quorate.devnet.network;

import org.jspecify.annotations.NullMarked;
