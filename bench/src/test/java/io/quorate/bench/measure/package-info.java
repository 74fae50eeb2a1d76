/** Tests without processes. */
@NullMarked
package io.quorate.bench.measure;

import org.jspecify.annotations.NullMarked;
