/** Answers that prove themselves, as files that outlive the node that gave them. */
@NullMarked
package io.quorate.api.proof;

import org.jspecify.annotations.NullMarked;
