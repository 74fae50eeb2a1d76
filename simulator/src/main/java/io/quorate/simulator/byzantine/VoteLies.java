package io.quorate.simulator.byzantine;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.OutgoingAttestation;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.byzantine.EngineLies.Kind;
import java.util.Optional;

/** What faulty voters do with their votes and attestations. */
final class VoteLies {
  private VoteLies() {}

  /** Its targets hear both of every pair. */
  static final class DoubleVote implements Strategy {
    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      liar.pass(effect);
      liar.sending(effect, Kind.VOTE)
          .ifPresent(vote ->
              liar.engine()
                  .contradicting(vote)
                  .ifPresent(contrary -> {
                    for (int victim : liar.victims()) {
                      liar.tell(victim, vote);
                      liar.tell(victim, contrary);
                    }
                  }));
    }

    @Override
    public void add(ReplicaInput input, Liar liar) {
      if (input instanceof ReplicaInput.Received(int _, PeerMessage.EngineMessageOf heard)) {
        for (EngineMessage vote : liar.engine().votesFor(heard.message().body())) {
          liar.victims().forEach(victim -> liar.tell(victim, vote));
        }
      }
    }
  }

  static final class Withhold implements Strategy {
    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      Optional<EngineMessage> vote = liar.sending(effect, Kind.VOTE);
      if (vote.isEmpty()) {
        liar.pass(effect);
        return;
      }
      SignAndSend sending = (SignAndSend) effect;
      liar.keep(sending);
      for (int peer : liar.recipients(sending.recipients())) {
        if (liar.targets(peer)) {
          liar.note("withholds a vote from n" + peer);
        } else {
          liar.pass(liar.only(peer, sending));
        }
      }
    }
  }

  /** Its targets hear of another state; the honest replica inside believes its own. */
  static final class WrongStateRoot implements Strategy {
    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      if (effect instanceof SignAndSend sending
          && sending.outgoing() instanceof OutgoingAttestation(Attestation truth)) {
        liar.keep(sending);
        for (int peer : liar.recipients(sending.recipients())) {
          if (liar.targets(peer)) {
            Attestation told = with(truth, Sha256.hash(truth.stateRoot().bytes()));
            liar.tell(peer, new PeerMessage.Attested(liar.self(), told, liar.sign(told)));
          } else {
            liar.pass(liar.only(peer, sending));
          }
        }
      } else {
        liar.pass(effect);
      }
    }

    private static Attestation with(Attestation a, Hash stateRoot) {
      return new Attestation(
          a.chain(), a.epoch(), a.height(), a.block(), stateRoot, a.receiptsRoot(), a.nextEpoch());
    }
  }
}
