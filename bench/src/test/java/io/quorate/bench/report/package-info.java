/** Tests of the page and the plots. */
@NullMarked
package io.quorate.bench.report;

import org.jspecify.annotations.NullMarked;
