package io.quorate.hotstuff;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import java.util.List;

/** Chained HotStuff with the three-chain commit rule. Stateless and thread-safe. */
public final class HotStuffFactory implements EngineFactory {

  /** The one way to make it. */
  public HotStuffFactory() {}

  @Override
  public EngineKind kind() {
    return EngineKind.HOTSTUFF;
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return new HotStuffEngine(epoch, self, new ThreeChain());
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return new HotStuffVerifier(epoch, transactions);
  }

  @Override
  public MessageCodec codec() {
    return new HotStuffCodec();
  }

  @Override
  public List<String> rules() {
    return Rule.labels();
  }
}
