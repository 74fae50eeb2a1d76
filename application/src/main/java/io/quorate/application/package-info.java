/**
 * What a custom application implements, the authenticated state it runs on, and the bundled
 * applications.
 *
 * <p>An application is deterministic: it sees block time, never a clock. Nothing here may perform
 * I/O, draw randomness, start a thread, log, or compute with floating point.
 */
@NullMarked
package io.quorate.application;

import org.jspecify.annotations.NullMarked;
