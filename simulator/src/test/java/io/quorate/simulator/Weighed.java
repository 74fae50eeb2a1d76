package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.testkit.ObjectCount;
import io.quorate.crypto.Hash;
import java.util.Map;
import java.util.TreeMap;

/**
 * Honest parts whose engines can be weighed: how many objects the one that each node runs now
 * remembers.
 */
final class Weighed implements Parts {
  private final Parts inner;
  private final Map<Integer, ConsensusEngine> engines = new TreeMap<>();

  Weighed(EngineKind engine) {
    this.inner = HonestParts.of(engine);
  }

  /** Objects and collection entries within reach of a node's engine. */
  long weight(int node) {
    ConsensusEngine engine = engines.get(node);
    return engine == null ? 0 : ObjectCount.of(engine);
  }

  @Override
  public EngineFactory engine(int node) {
    return new WrappedEngines(
        inner.engine(node),
        engine -> {
          ConsensusEngine weighable = new Weighable(engine);
          engines.put(node, weighable);
          return weighable;
        });
  }

  @Override
  public Application application(int node) {
    return inner.application(node);
  }

  /** Lets go of where effects went once an event is handled: that leads to the whole world. */
  private static final class Weighable implements ConsensusEngine {
    private static final Effects NOWHERE = effect -> {};

    private final ConsensusEngine inner;
    private Effects target = NOWHERE;

    Weighable(ConsensusEngine inner) {
      this.inner = inner;
    }

    @Override
    public void handle(Event event, Effects effects) {
      target = effects;
      inner.handle(event, effect -> target.emit(effect));
      target = NOWHERE;
    }

    @Override
    public Hash stateHash() {
      return inner.stateHash();
    }
  }
}
