/**
 * The genesis file: how a {@link io.quorate.consensus.Genesis} is written as JSON for people and
 * read back with every mistake named. It checks form and ranges; keys are {@link
 * io.quorate.consensus.Genesis#check}'s part.
 */
@NullMarked
package io.quorate.api.genesis;

import org.jspecify.annotations.NullMarked;
