/**
 * Why a network does not commit, or what it works in spite of: nodes are asked twice, and rules
 * turn what they say, and what they do not say, into findings in words, each with the next step.
 */
@NullMarked
package io.quorate.devnet.diagnose;

import org.jspecify.annotations.NullMarked;
