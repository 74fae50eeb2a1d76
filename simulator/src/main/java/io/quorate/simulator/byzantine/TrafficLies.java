package io.quorate.simulator.byzantine;

import io.quorate.consensus.Block;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.OutgoingEngineMessage;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lies with whatever is sent: left out, too much of it, again, damaged. */
final class TrafficLies {
  private TrafficLies() {}

  /** The victim is the first sender it hears of. */
  static final class Censor implements Strategy {
    private Optional<PublicKey> victim = Optional.empty();

    @Override
    public Optional<ReplicaInput> hear(ReplicaInput input, Liar liar) {
      return switch (input) {
        case ReplicaInput.Submitted(Transaction t) ->
            censored(t, liar) ? Optional.empty() : Optional.of(input);
        case ReplicaInput.Received(int from, PeerMessage.Transactions(List<Transaction> all)) ->
            Optional.of(
                new ReplicaInput.Received(
                    from,
                    new PeerMessage.Transactions(
                        all.stream().filter(t -> !censored(t, liar)).toList())));
        case ReplicaInput.Received _,
            ReplicaInput.Start _,
            ReplicaInput.TimerFired _,
            ReplicaInput.Executed _,
            ReplicaInput.PeerUp _,
            ReplicaInput.PeerDown _ ->
            Optional.of(input);
      };
    }

    private boolean censored(Transaction transaction, Liar liar) {
      if (victim.isEmpty()) {
        victim = Optional.of(transaction.sender());
      }
      boolean hit = transaction.sender().equals(victim.get());
      if (hit) {
        liar.count();
      }
      return hit;
    }
  }

  static final class Selective implements Strategy {
    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      if (effect instanceof Send(ReplicaEffect.Recipients to, PeerMessage message)) {
        spared(to, liar).forEach(peer -> liar.pass(new Send(new One(peer), message)));
      } else if (effect instanceof SignAndSend sending) {
        liar.keep(sending);
        spared(sending.recipients(), liar).forEach(peer -> liar.pass(liar.only(peer, sending)));
      } else {
        liar.pass(effect);
      }
    }

    private static List<Integer> spared(ReplicaEffect.Recipients to, Liar liar) {
      List<Integer> spared = new ArrayList<>();
      for (int peer : liar.recipients(to)) {
        if (liar.targets(peer)) {
          liar.count();
        } else {
          spared.add(peer);
        }
      }
      return spared;
    }

    @Override
    public List<PeerMessage> answer(PeerMessage honest, int peer, Liar liar) {
      return liar.targets(peer) ? List.of() : List.of(honest);
    }
  }

  /** So many for each message of its own. */
  static final class Flood implements Strategy {
    private static final int COPIES = 6;
    private static final long FAR = 1_000_000;

    @Override
    public void act(ReplicaEffect effect, Liar liar) {
      liar.pass(effect);
      if (effect
          instanceof
          SignAndSend(
              ReplicaEffect.Recipients _,
              OutgoingEngineMessage(long _, EngineMessage message))) {
        for (int i = 0; i < COPIES; i++) {
          long views = liar.draw().chance(500) ? liar.draw().between(1, 40) : anywhere(liar);
          long heights = liar.draw().chance(500) ? liar.draw().between(0, 40) : anywhere(liar);
          for (EngineMessage far : liar.engine().far(message, views, heights)) {
            liar.victims().forEach(victim -> liar.tell(victim, far));
          }
        }
      }
    }

    private static long anywhere(Liar liar) {
      return liar.draw().between(FAR, FAR * FAR);
    }
  }

  /** Scenario S23: what was executed is proposed again; and old messages are sent again. */
  static final class Replay extends LeaderLies.OfProposals {
    private static final int PER_MILLE = 200;
    private static final int TRANSACTIONS = 3;

    @Override
    void propose(SignAndSend effect, EngineMessage proposal, Liar liar) {
      Block block = block(proposal, liar);
      List<Transaction> all = new ArrayList<>(block.payload().transactions());
      for (int i = 0; i < TRANSACTIONS; i++) {
        liar.memory().anyExecuted().filter(t -> !all.contains(t)).ifPresent(all::add);
      }
      Block more = Blocks.carrying(block, new Payload(all, block.payload().evidence()));
      liar.note("proposes " + more + " with executed transactions");
      liar.pass(LeaderLies.replaced(effect, with(proposal, more, liar)));
    }

    @Override
    public void add(ReplicaInput input, Liar liar) {
      if (liar.draw().chance(PER_MILLE)) {
        liar.memory()
            .anyMessage()
            .ifPresent(old -> liar.victims().forEach(victim -> liar.tell(victim, old)));
      }
    }
  }

  /** One bit of every message that it takes the occasion for. */
  static final class BitFlips implements Strategy {
    private static final int PER_MILLE = 100;

    @Override
    public Bytes send(Bytes encoded, int peer, Liar liar) {
      if (encoded.isEmpty() || !liar.targets(peer) || !liar.draw().chance(PER_MILLE)) {
        return encoded;
      }
      byte[] raw = encoded.toArray();
      liar.count();
      raw[liar.draw().below(raw.length)] ^= (byte) (1 << liar.draw().below(8));
      return Bytes.wrap(raw);
    }
  }
}
