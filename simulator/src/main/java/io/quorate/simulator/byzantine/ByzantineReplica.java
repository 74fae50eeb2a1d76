package io.quorate.simulator.byzantine;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A replica that lies: an honest one inside, and strategies that stand between it and its host. One
 * for all processes of a node, so that it remembers over restarts. A function of what it is handed
 * and of its draw. Not thread-safe.
 *
 * <p>The host's duties:
 *
 * <ol>
 *   <li>Give the honest replica {@link #store} instead of its store.
 *   <li>Hand every input to {@link #hears} first and what comes back to the replica; hand the
 *       replica's effects to {@link #does} and perform what comes back.
 *   <li>Send {@link #answers} in the place of every answer to a peer's request.
 *   <li>Put {@link #sends} on the wire in the place of every encoded message.
 *   <li>Where {@link #twin} says so, run a second node under the same key.
 * </ol>
 */
public final class ByzantineReplica {
  private final List<Lie> lies;
  private final List<Teller> tellers = new ArrayList<>();
  private final Memory memory;

  private record Teller(Strategy strategy, Liar liar) {}

  /**
   * A liar.
   *
   * @param self its validator index
   * @param first the chain's first epoch; it follows its replica into the later ones
   * @param key its own key, the only one it signs with
   * @param engine what it knows of its engine's messages
   * @param lies what it does, in this order
   * @param draw what it draws its choices from
   */
  public ByzantineReplica(
      int self, Epoch first, PrivateKey key, EngineLies engine, List<Lie> lies, Draw draw) {
    this.lies = List.copyOf(lies);
    this.memory = new Memory(first, draw.of("memory"));
    int number = 0;
    for (Lie lie : lies) {
      Draw own = draw.of(lie.kind().label() + " " + number++);
      tellers.add(new Teller(lie.kind().create(), new Liar(self, key, engine, lie, memory, own)));
    }
  }

  /** What the honest replica is to read and write. */
  public KeyValueStore store(KeyValueStore disk) {
    return lies(LieKind.AMNESIA) ? new ForgetfulStore(disk) : disk;
  }

  /** Whether it runs twice. */
  public boolean twin() {
    return lies(LieKind.TWINS);
  }

  /** What the honest replica is to hear of an input; empty for nothing. */
  public Optional<ReplicaInput> hears(ReplicaInput input) {
    if (input instanceof ReplicaInput.Received(int _, PeerMessage message)) {
      memory.message(message);
    }
    Optional<ReplicaInput> heard = Optional.of(input);
    for (Teller teller : tellers) {
      if (heard.isPresent() && teller.liar().tempted()) {
        heard = teller.strategy().hear(heard.get(), teller.liar());
      }
    }
    return heard;
  }

  /** What to do about an input, where the honest replica would have done {@code effects}. */
  public List<ReplicaEffect> does(ReplicaInput input, List<ReplicaEffect> effects) {
    effects.forEach(this::notice);
    List<ReplicaEffect> done = effects;
    for (Teller teller : tellers) {
      for (ReplicaEffect effect : done) {
        if (teller.liar().tempted()) {
          teller.strategy().act(effect, teller.liar());
        } else {
          teller.liar().pass(effect);
        }
      }
      if (teller.liar().tempted()) {
        teller.strategy().add(input, teller.liar());
      }
      done = teller.liar().done();
    }
    return done;
  }

  /** What to answer to a peer where an honest host would have answered {@code honest}. */
  public List<PeerMessage> answers(int peer, PeerMessage honest) {
    List<PeerMessage> answers = List.of(honest);
    for (Teller teller : tellers) {
      if (teller.liar().tempted()) {
        answers =
            answers.stream()
                .flatMap(a -> teller.strategy().answer(a, peer, teller.liar()).stream())
                .toList();
      }
    }
    return answers;
  }

  /** What to put on the wire to a peer in the place of {@code encoded}. */
  public Bytes sends(int peer, Bytes encoded) {
    Bytes sent = encoded;
    for (Teller teller : tellers) {
      if (teller.liar().tempted()) {
        sent = teller.strategy().send(sent, peer, teller.liar());
      }
    }
    return sent;
  }

  /** How many lies of each kind were told so far, by name. */
  public SortedMap<String, Long> told() {
    SortedMap<String, Long> told = new TreeMap<>();
    for (int i = 0; i < lies.size(); i++) {
      told.merge(lies.get(i).kind().label(), tellers.get(i).liar().told(), Long::sum);
    }
    return told;
  }

  @Override
  public String toString() {
    return lies.toString();
  }

  private boolean lies(LieKind kind) {
    return lies.stream().anyMatch(lie -> lie.kind() == kind);
  }

  private void notice(ReplicaEffect effect) {
    switch (effect) {
      case ReplicaEffect.EnteredEpoch e -> memory.entered(e.epoch());
      case ReplicaEffect.EnteredView e -> memory.entered(e.view());
      case ReplicaEffect.Committed e ->
          memory.committed(e.block().height(), e.block().payload().transactions());
      default -> {}
    }
  }
}
