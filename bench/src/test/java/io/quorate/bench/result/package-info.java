/** Tests of the results file, and a comparison for other tests. */
@NullMarked
package io.quorate.bench.result;

import org.jspecify.annotations.NullMarked;
