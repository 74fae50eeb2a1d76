package io.quorate.pbft;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import java.util.List;

/** PBFT with signatures. Stateless and thread-safe. */
public final class PbftFactory implements EngineFactory {

  /** The one way to make it. */
  public PbftFactory() {}

  @Override
  public EngineKind kind() {
    return EngineKind.PBFT;
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return new PbftEngine(epoch, self, new PaperRules(), Primaries.inTurn(epoch));
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return new PbftVerifier(epoch, transactions, Primaries.inTurn(epoch));
  }

  @Override
  public MessageCodec codec() {
    return new PbftCodec();
  }

  @Override
  public List<String> rules() {
    return Rule.labels();
  }
}
