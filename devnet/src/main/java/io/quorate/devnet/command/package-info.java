/**
 * The commands that people type: what they take, what they print, their exit status.
 *
 * <p>Exit status 0 is done, 1 is failed, 2 is wrong usage. Results go to standard output, as text
 * for people or with {@code --json} for programs; everything else goes to standard error. The work
 * is done in the packages beside this one and in the other modules.
 */
@NullMarked
package io.quorate.devnet.command;

import org.jspecify.annotations.NullMarked;
