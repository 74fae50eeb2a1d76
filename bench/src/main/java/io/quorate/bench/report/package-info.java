/**
 * The page and the plots of a comparison, made from its results alone. Every sentence that depends
 * on a number is made here from that number.
 */
@NullMarked
package io.quorate.bench.report;

import org.jspecify.annotations.NullMarked;
