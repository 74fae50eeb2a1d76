/**
 * The wire contract with clients: the gRPC service and messages (generated), error codes, and the
 * forms in which both travel. It holds no behaviour of a node and none of a client.
 */
@NullMarked
package io.quorate.api;

import org.jspecify.annotations.NullMarked;
