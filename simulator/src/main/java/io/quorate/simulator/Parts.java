package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.crypto.Bytes;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ledger.Executor;
import java.util.List;
import java.util.Optional;

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

  /** A second disk of a node, on which its application keeps its own state; none by default. */
  default Optional<SimulatedDisk> applicationDisk(int node) {
    return Optional.empty();
  }

  /** What the application of a node has under a key, as of the latest executed height. */
  default Optional<Bytes> stored(Executor executor, Bytes key) {
    return executor.state().get(StateKeys.application(key));
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
