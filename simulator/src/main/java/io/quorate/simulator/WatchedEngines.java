package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.function.Consumer;

/**
 * Engines that tell a checker what evidence they report.
 *
 * @param inner makes them
 * @param reported gets every {@link Effect.ReportEvidence}
 */
record WatchedEngines(EngineFactory inner, Consumer<Equivocation> reported)
    implements EngineFactory {
  @Override
  public EngineKind kind() {
    return inner.kind();
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return new Watched(inner.create(epoch, self), reported);
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

  private record Watched(ConsensusEngine inner, Consumer<Equivocation> reported)
      implements ConsensusEngine {
    @Override
    public void handle(Event event, Effects effects) {
      inner.handle(
          event,
          effect -> {
            if (effect instanceof Effect.ReportEvidence(Equivocation evidence)) {
              reported.accept(evidence);
            }
            effects.emit(effect);
          });
    }

    @Override
    public Hash stateHash() {
      return inner.stateHash();
    }
  }
}
