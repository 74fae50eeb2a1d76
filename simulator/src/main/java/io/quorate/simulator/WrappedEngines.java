package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Engines of another factory, each with something around it.
 *
 * @param inner makes them
 * @param around puts it there
 */
record WrappedEngines(EngineFactory inner, UnaryOperator<ConsensusEngine> around)
    implements EngineFactory {
  @Override
  public EngineKind kind() {
    return inner.kind();
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return around.apply(inner.create(epoch, self));
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return inner.verifier(epoch, transactions);
  }

  @Override
  public MessageCodec codec() {
    return inner.codec();
  }

  @Override
  public List<String> rules() {
    return inner.rules();
  }
}
