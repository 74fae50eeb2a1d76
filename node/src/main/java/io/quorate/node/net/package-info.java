/**
 * Messages between the nodes of one chain, over TCP and TLS 1.3.
 *
 * <p>Two connections join each pair of nodes: one for consensus, one for everything bulky, so that
 * a vote never waits behind a block that somebody fetches. The node with the higher index dials
 * both. Nothing here knows what a message means, and nothing here blocks: what does not fit is
 * dropped, and counted.
 */
@NullMarked
package io.quorate.node.net;

import org.jspecify.annotations.NullMarked;
