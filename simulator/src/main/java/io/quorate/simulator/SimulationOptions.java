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
 * @param liars who is Byzantine
 * @param reduction what is left away of what the seed draws
 */
public record SimulationOptions(
    EngineKind engine,
    int nodes,
    long seed,
    boolean realSignatures,
    Liars liars,
    Reduction reduction) {
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
    int most = nodes;
    liars
        .count()
        .ifPresent(count -> {
          if (count < 0 || count >= most) {
            throw new IllegalArgumentException(
                "byzantine is " + count + "; of " + most + " nodes at least one is honest");
          }
        });
  }

  /** A run with simulated signatures in which the seed chooses who lies. */
  public SimulationOptions(EngineKind engine, int nodes, long seed) {
    this(engine, nodes, seed, false, Liars.DRAWN, Reduction.NONE);
  }

  /** The same choice with another seed. */
  public SimulationOptions withSeed(long other) {
    return new SimulationOptions(engine, nodes, other, realSignatures, liars, reduction);
  }

  /** The same choice with other nodes. */
  public SimulationOptions withNodes(int other) {
    return new SimulationOptions(engine, other, seed, realSignatures, liars, reduction);
  }

  /** The same choice with other liars. */
  public SimulationOptions with(Liars other) {
    return new SimulationOptions(engine, nodes, seed, realSignatures, other, reduction);
  }

  /** The same choice with something else left away. */
  public SimulationOptions with(Reduction other) {
    return new SimulationOptions(engine, nodes, seed, realSignatures, liars, other);
  }

  /** The same choice with real signatures or simulated ones. */
  public SimulationOptions withRealSignatures(boolean real) {
    return new SimulationOptions(engine, nodes, seed, real, liars, reduction);
  }

  /** The command that repeats this run. */
  public String command() {
    return "./quorate simulate --engine "
        + engine.label()
        + " --nodes "
        + nodes
        + " --seed "
        + seed
        + (realSignatures ? " --real-signatures" : "")
        + liars.arguments()
        + reduction.arguments();
  }
}
