package io.quorate.simulator;

import io.quorate.consensus.EngineKind;

/**
 * What a person chooses about a run; everything else is drawn from the seed.
 *
 * @param engine who orders
 * @param nodes how many validators, 4 to 64
 * @param seed any number
 * @param realSignatures Ed25519 as in the node; otherwise keyed hashes in its place, which are far
 *     faster
 */
public record SimulationOptions(EngineKind engine, int nodes, long seed, boolean realSignatures) {
  /** Fewest validators that tolerate a fault. */
  public static final int MIN_NODES = 4;

  /** Most validators. */
  public static final int MAX_NODES = 64;

  /**
   * Checks the choice.
   *
   * @throws IllegalArgumentException saying what to choose instead
   */
  public SimulationOptions {
    if (nodes < MIN_NODES || nodes > MAX_NODES) {
      throw new IllegalArgumentException(
          "nodes is " + nodes + "; a simulation has " + MIN_NODES + " to " + MAX_NODES);
    }
  }

  /** A run with simulated signatures. */
  public SimulationOptions(EngineKind engine, int nodes, long seed) {
    this(engine, nodes, seed, false);
  }

  /** The same choice with another seed. */
  public SimulationOptions withSeed(long other) {
    return new SimulationOptions(engine, nodes, other, realSignatures);
  }

  /** The command that repeats this run. */
  public String command() {
    return "./quorate simulate --engine "
        + engine.label()
        + " --nodes "
        + nodes
        + " --seed "
        + seed
        + (realSignatures ? " --real-signatures" : "");
  }
}
