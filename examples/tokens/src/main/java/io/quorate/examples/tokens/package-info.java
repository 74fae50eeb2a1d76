/** Accounts that hold tokens; new tokens need the votes of governors. */
@NullMarked
package io.quorate.examples.tokens;

import org.jspecify.annotations.NullMarked;
