/** Tests of the commands as a person or a program meets them; they must not start networks. */
@NullMarked
package io.quorate.devnet.command;

import org.jspecify.annotations.NullMarked;
