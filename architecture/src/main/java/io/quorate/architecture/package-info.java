/**
 * The walls between the modules and the bans in the pure ones, as tests over the compiled classes.
 *
 * <p>Nothing here is shipped. A rule names what to use instead, and for every rule there is a
 * fixture that breaks it, so that a rule which stopped finding anything is found.
 */
@NullMarked
package io.quorate.architecture;

import org.jspecify.annotations.NullMarked;
