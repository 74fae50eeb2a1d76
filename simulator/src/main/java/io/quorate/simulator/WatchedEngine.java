package io.quorate.simulator;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.Event;
import io.quorate.crypto.Hash;
import java.util.function.Consumer;

/**
 * An engine that tells a checker what evidence it reports.
 *
 * @param reported gets every {@link Effect.ReportEvidence}
 */
record WatchedEngine(ConsensusEngine inner, Consumer<Equivocation> reported)
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
