package io.quorate.tendermint;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import java.util.List;

/** Tendermint as in its paper. Stateless and thread-safe. */
public final class TendermintFactory implements EngineFactory {

  /** The one way to make it. */
  public TendermintFactory() {}

  @Override
  public EngineKind kind() {
    return EngineKind.TENDERMINT;
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return new TendermintEngine(epoch, self, new AlgorithmOne(), new HonestDuties());
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return new TendermintVerifier(epoch, transactions);
  }

  @Override
  public MessageCodec codec() {
    return new TendermintCodec();
  }

  @Override
  public List<String> rules() {
    return Rule.labels();
  }
}
