/** The generated messages of the frames between peers. Nothing is written here by hand. */
@NullMarked
package io.quorate.node.net.wire;

import org.jspecify.annotations.NullMarked;
