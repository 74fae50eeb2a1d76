/** What a comparison measured, as records and as a JSON file. It holds numbers and no opinion. */
@NullMarked
package io.quorate.bench.result;

import org.jspecify.annotations.NullMarked;
