/**
 * The node's door for clients: gRPC, the same operations as JSON over HTTP, metrics and health, on
 * one port. It decodes, bounds and answers; what a request means is decided behind {@link
 * io.quorate.node.api.NodeBackend}. It verifies no signature, executes nothing and holds no chain
 * state.
 */
@NullMarked
package io.quorate.node.api;

import org.jspecify.annotations.NullMarked;
