package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.replica.ReplicaEffect;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * Parts of which some are exchanged.
 *
 * @param kind which engine
 * @param engines makes the engine of a node around the real one
 * @param applications makes the application of a node
 * @param disks makes the disk of a node
 * @param effects what a node makes of its effects
 * @param honesty whom the checkers hold to the protocol
 */
record Broken(
    EngineKind kind,
    BiFunction<Integer, ConsensusEngine, ConsensusEngine> engines,
    IntFunction<Application> applications,
    IntFunction<SimulatedDisk> disks,
    BiFunction<Integer, List<ReplicaEffect>, List<ReplicaEffect>> effects,
    IntPredicate honesty)
    implements Parts {

  /** Nothing is broken yet. */
  static Broken nothing(EngineKind kind) {
    return new Broken(
        kind,
        (node, engine) -> engine,
        node -> new KeyValueApplication(),
        node -> new SimulatedDisk(),
        (node, effects) -> effects,
        node -> true);
  }

  Broken engine(int who, UnaryOperator<ConsensusEngine> around) {
    return new Broken(
        kind,
        (node, engine) -> node == who || who < 0 ? around.apply(engine) : engine,
        applications,
        disks,
        effects,
        honesty);
  }

  Broken application(int who, Function<Application, Application> around) {
    return new Broken(
        kind,
        engines,
        node -> node == who ? around.apply(new KeyValueApplication()) : new KeyValueApplication(),
        disks,
        effects,
        honesty);
  }

  Broken disks(IntFunction<SimulatedDisk> made) {
    return new Broken(kind, engines, applications, made, effects, honesty);
  }

  Broken effects(IntPredicate who, UnaryOperator<List<ReplicaEffect>> change) {
    return new Broken(
        kind,
        engines,
        applications,
        disks,
        (node, list) -> who.test(node) ? change.apply(list) : list,
        honesty);
  }

  /** The node is known to be faulty. */
  Broken dishonest(int who) {
    return new Broken(
        kind, engines, applications, disks, effects, node -> node != who && honesty.test(node));
  }

  @Override
  public EngineFactory engine(int node) {
    return new WrappedEngines(
        HonestParts.of(kind).engine(node), engine -> engines.apply(node, engine));
  }

  @Override
  public Application application(int node) {
    return applications.apply(node);
  }

  @Override
  public SimulatedDisk disk(int node) {
    return disks.apply(node);
  }

  @Override
  public List<ReplicaEffect> effects(int node, List<ReplicaEffect> list) {
    return effects.apply(node, list);
  }

  @Override
  public boolean honest(int node) {
    return honesty.test(node);
  }
}
