package io.quorate.devnet.network;

import java.util.Optional;

/**
 * One node as seen from outside at one moment.
 *
 * @param node which
 * @param state its process
 * @param report what it answered; empty when it gave no answer
 */
public record NodeView(NodeSpec node, NodeState state, Optional<NodeReport> report) {}
