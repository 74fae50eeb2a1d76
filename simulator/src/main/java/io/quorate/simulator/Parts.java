package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.replica.ReplicaEffect;
import java.util.List;

/**
 * What nodes are made of. Honest ones by default; tests put broken or lying ones in the place of
 * some.
 */
interface Parts {
  /** The engine of a node; all speak one language. */
  EngineFactory engine(int node);

  /** The application of a node, for one process. */
  Application application(int node);

  /** The disk of a node, for the whole run. */
  default SimulatedDisk disk(int node) {
    return new SimulatedDisk();
  }

  /** What a node makes of the effects of one input before it performs them. */
  default List<ReplicaEffect> effects(int node, List<ReplicaEffect> effects) {
    return effects;
  }

  /** The voting power of a node. */
  default long power(int node) {
    return 1;
  }

  /** Whether the checkers hold a node to the protocol. At most f nodes of a run may be excused. */
  default boolean honest(int node) {
    return true;
  }
}
