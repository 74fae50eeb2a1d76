/**
 * Measures one engine after the other on networks of real node processes. It prints nothing; what
 * is worth saying goes to a listener.
 */
@NullMarked
package io.quorate.bench.measure;

import org.jspecify.annotations.NullMarked;
