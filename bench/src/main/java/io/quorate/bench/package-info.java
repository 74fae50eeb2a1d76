/** The command that compares the engines. See {@code bench/compare --help}. */
@NullMarked
package io.quorate.bench;

import org.jspecify.annotations.NullMarked;
