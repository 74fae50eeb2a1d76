/**
 * Secret keys on disk: one key per file, readable by its owner alone.
 *
 * <p>The only package of this module that touches files. It must not be used by the pure modules,
 * and no message or {@code toString} of it may contain a secret.
 */
@NullMarked
package io.quorate.crypto.keyfile;

import org.jspecify.annotations.NullMarked;
