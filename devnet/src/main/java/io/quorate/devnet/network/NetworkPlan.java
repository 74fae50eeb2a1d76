package io.quorate.devnet.network;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a network is made from.
 *
 * @param nodes how many nodes, {@link #MIN_NODES} to {@link #MAX_NODES}
 * @param engine who orders
 * @param scheme the scheme of votes and certificates
 * @param basePort node i has its peers on {@code basePort + i} and its clients on {@code basePort +
 *     100 + i}
 * @param docker whether its nodes are containers instead of processes
 * @param faults whether its nodes have a door for faults
 * @param epochLength heights of an epoch
 */
public record NetworkPlan(
    int nodes,
    EngineKind engine,
    SchemeId scheme,
    int basePort,
    boolean docker,
    boolean faults,
    long epochLength) {
  /** Fewest nodes that tolerate one fault. */
  public static final int MIN_NODES = 4;

  /** Most nodes that the ports of one base have room for. */
  public static final int MAX_NODES = 99;

  /** Below the range from which systems take ports for outgoing connections. */
  public static final int DEFAULT_BASE_PORT = 17_000;

  private static final int API_OFFSET = 100;
  private static final int LOWEST_BASE_PORT = 1_024;
  private static final int HIGHEST_BASE_PORT = 65_535 - API_OFFSET - MAX_NODES;

  /** Of processes without a door for faults, with epochs of the default length. */
  public NetworkPlan(int nodes, EngineKind engine, SchemeId scheme, int basePort) {
    this(nodes, engine, scheme, basePort, false, false, ChainParameters.DEFAULT_EPOCH_LENGTH);
  }

  /** Every value out of range, as a sentence that names the option; empty when there is none. */
  public Optional<String> fault() {
    if (nodes < MIN_NODES || nodes > MAX_NODES) {
      return Optional.of(
          "--nodes is "
              + nodes
              + "; a local network has "
              + MIN_NODES
              + " (to tolerate one fault) to "
              + MAX_NODES);
    }
    if (basePort < LOWEST_BASE_PORT || basePort > HIGHEST_BASE_PORT) {
      return Optional.of(
          "--base-port is "
              + basePort
              + "; it must be "
              + LOWEST_BASE_PORT
              + " to "
              + HIGHEST_BASE_PORT);
    }
    if (epochLength < ChainParameters.SHORTEST_EPOCH
        || epochLength > ChainParameters.LONGEST_EPOCH) {
      return Optional.of(
          "--epoch-length is "
              + epochLength
              + "; it must be "
              + ChainParameters.SHORTEST_EPOCH
              + " to "
              + ChainParameters.LONGEST_EPOCH);
    }
    return Optional.empty();
  }

  /** The nodes in the order of their validator indexes. */
  public List<NodeSpec> specs() {
    List<NodeSpec> specs = new ArrayList<>(nodes);
    for (int number = 1; number <= nodes; number++) {
      specs.add(new NodeSpec(number, basePort + number, basePort + API_OFFSET + number));
    }
    return specs;
  }
}
