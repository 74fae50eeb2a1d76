/** Scenarios of admission, replay, fairness, spreading and bounded memory. */
@NullMarked
package io.quorate.mempool;

import org.jspecify.annotations.NullMarked;
