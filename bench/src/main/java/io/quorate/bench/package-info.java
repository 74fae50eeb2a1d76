/**
 * The commands: {@code bench/compare} measures the engines side by side, {@code bench/execution}
 * what the execution of a transaction costs.
 */
@NullMarked
package io.quorate.bench;

import org.jspecify.annotations.NullMarked;
