package io.quorate.simulator;

import io.quorate.application.Application;
import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.hotstuff.HotStuffFactory;
import io.quorate.pbft.PbftFactory;
import io.quorate.tendermint.TendermintFactory;
import java.util.List;

/**
 * The real parts.
 *
 * @param factory makes the engines
 */
record HonestParts(EngineFactory factory) implements Parts {
  /** The engines that can be simulated. */
  static final List<EngineKind> ENGINES = List.of(EngineKind.values());

  /** The real parts of that engine. */
  static HonestParts of(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF -> new HonestParts(new HotStuffFactory());
      case PBFT -> new HonestParts(new PbftFactory());
      case TENDERMINT -> new HonestParts(new TendermintFactory());
    };
  }

  @Override
  public EngineFactory engine(int node) {
    return factory;
  }

  @Override
  public Application application(int node) {
    return new KeyValueApplication();
  }
}
