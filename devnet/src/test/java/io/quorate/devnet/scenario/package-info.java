/** Scenarios, and the checks at their end. */
@NullMarked
package io.quorate.devnet.scenario;

import org.jspecify.annotations.NullMarked;
