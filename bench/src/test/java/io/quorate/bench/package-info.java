/** Tests of the command line. */
@NullMarked
package io.quorate.bench;

import org.jspecify.annotations.NullMarked;
