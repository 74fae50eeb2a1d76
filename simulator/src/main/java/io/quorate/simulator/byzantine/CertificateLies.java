package io.quorate.simulator.byzantine;

import io.quorate.consensus.engine.EngineMessage;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaInput;
import java.util.Optional;

/** Lies about what a quorum signed, and about views given up. */
final class CertificateLies {
  private CertificateLies() {}

  /** Its targets hear a message with an old certificate, or with a forged one. */
  static final class Stale implements Strategy {
    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      if (effect instanceof SignAndSend sending
          && sending.outgoing() instanceof OutgoingEngineMessage(long _, EngineMessage truth)) {
        Optional<EngineMessage> lie = lie(truth, liar);
        if (lie.isPresent()) {
          liar.keep(sending);
          for (int peer : liar.recipients(sending.recipients())) {
            if (liar.targets(peer)) {
              liar.tell(peer, lie.get());
            } else {
              liar.pass(liar.only(peer, sending));
            }
          }
          return;
        }
      }
      liar.pass(effect);
    }

    private static Optional<EngineMessage> lie(EngineMessage truth, Liar liar) {
      return liar.draw().chance(250)
          ? liar.engine().forged(truth)
          : liar.memory().anyBody().flatMap(older -> liar.engine().stale(truth, older));
    }
  }

  /** A few of them for every view or so that it hears of. */
  static final class ViewChanges implements Strategy {
    private static final long FURTHEST = 12;
    private static final int PER_MILLE = 300;

    @Override
    public void add(ReplicaInput input, Liar liar) {
      if (!(input instanceof ReplicaInput.Received) || !liar.draw().chance(PER_MILLE)) {
        return;
      }
      liar.memory()
          .anyBody()
          .ifPresent(seen -> {
            long views = liar.draw().between(1, FURTHEST);
            for (EngineMessage forged : liar.engine().viewChanges(seen, views)) {
              liar.victims().forEach(victim -> liar.tell(victim, forged));
            }
          });
    }
  }
}
