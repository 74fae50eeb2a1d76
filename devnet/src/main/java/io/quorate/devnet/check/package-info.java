/** The hunt for what makes two replicas of an application differ. */
@NullMarked
package io.quorate.devnet.check;

import org.jspecify.annotations.NullMarked;
