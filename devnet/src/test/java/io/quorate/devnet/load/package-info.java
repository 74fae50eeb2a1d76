/** Tests of what the load generator sends and how it counts; they must not need a network. */
@NullMarked
package io.quorate.devnet.load;

import org.jspecify.annotations.NullMarked;
