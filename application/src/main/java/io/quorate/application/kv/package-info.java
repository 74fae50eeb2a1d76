/**
 * The bundled key-value application and the encoding of its operations and answers, which clients
 * share. It holds no state of its own and knows nothing of the tree below.
 */
@NullMarked
package io.quorate.application.kv;

import org.jspecify.annotations.NullMarked;
