package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.replica.ReplicaEffect;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * The real parts of any engine, into which a scenario reaches at one place.
 *
 * @param factory makes the engines
 * @param applications makes the application of a node
 * @param powers the voting power of a node
 * @param watcher sees a node's effects before they are performed
 * @param honesty whom the checkers hold to the protocol
 */
record Hooked(
    EngineFactory factory,
    IntFunction<Application> applications,
    IntToLongFunction powers,
    Watcher watcher,
    IntPredicate honesty)
    implements Parts {

  /** Sees effects. */
  @FunctionalInterface
  interface Watcher {
    void sees(int node, List<ReplicaEffect> effects);
  }

  /** Nothing is different yet. */
  static Hooked of(EngineKind engine) {
    return new Hooked(
        HonestParts.of(engine).factory(),
        node -> new KeyValueApplication(),
        node -> 1,
        (node, effects) -> {},
        node -> true);
  }

  Hooked watched(Watcher by) {
    return new Hooked(factory, applications, powers, by, honesty);
  }

  Hooked powers(long... each) {
    return new Hooked(factory, applications, node -> each[node], watcher, honesty);
  }

  /** One node, which is known to be faulty, runs another application. */
  Hooked application(int who, Application other) {
    return new Hooked(
        factory,
        node -> node == who ? other : applications.apply(node),
        powers,
        watcher,
        node -> node != who && honesty.test(node));
  }

  @Override
  public EngineFactory engine(int node) {
    return factory;
  }

  @Override
  public Application application(int node) {
    return applications.apply(node);
  }

  @Override
  public long power(int node) {
    return powers.applyAsLong(node);
  }

  @Override
  public List<ReplicaEffect> effects(int node, List<ReplicaEffect> effects) {
    watcher.sees(node, effects);
    return effects;
  }

  @Override
  public boolean honest(int node) {
    return honesty.test(node);
  }
}
