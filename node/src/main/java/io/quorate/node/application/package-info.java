/** Applications that come in jars of their own. */
@NullMarked
package io.quorate.node.application;

import org.jspecify.annotations.NullMarked;
