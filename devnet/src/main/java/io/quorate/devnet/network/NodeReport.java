package io.quorate.devnet.network;

import java.util.OptionalLong;

/**
 * What a node says of itself.
 *
 * @param height the highest final height
 * @param view the engine's present view
 * @param leader the name of the view's leader; empty when the node does not know
 * @param pending transactions waiting for a block
 * @param peersConnected how many peers it is connected to
 * @param peersTotal of how many
 * @param stateRoot the state root at {@code height}, in hexadecimal
 * @param voting whether it votes
 * @param catchingUp whether it is fetching blocks that others have
 * @param executed how many transactions it executed since it started, where it says so
 */
public record NodeReport(
    long height,
    long view,
    String leader,
    long pending,
    int peersConnected,
    int peersTotal,
    String stateRoot,
    boolean voting,
    boolean catchingUp,
    OptionalLong executed) {}
