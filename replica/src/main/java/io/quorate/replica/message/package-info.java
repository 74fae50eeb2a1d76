/**
 * What replicas say to each other and its wire form. Bodies only: who sent what is the transport's
 * word.
 */
@NullMarked
package io.quorate.replica.message;

import org.jspecify.annotations.NullMarked;
