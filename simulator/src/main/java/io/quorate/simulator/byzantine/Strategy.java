package io.quorate.simulator.byzantine;

import io.quorate.crypto.Bytes;
import io.quorate.replica.ReplicaEffect;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.message.PeerMessage;
import java.util.List;
import java.util.Optional;

/**
 * One kind of lie: what becomes of an honest replica's inputs and effects. Asked only on the
 * occasions that its {@link Aim} takes; on all others, and by default, it tells the truth. Not
 * thread-safe.
 */
interface Strategy {

  /** What the honest replica is to hear of an input; empty for nothing. */
  default Optional<ReplicaInput> hear(ReplicaInput input, Liar liar) {
    return Optional.of(input);
  }

  /** Does something in the place of one of the honest replica's effects. */
  default void act(ReplicaEffect effect, Liar liar) {
    liar.pass(effect);
  }

  /** Adds to what was done about an input. */
  default void add(ReplicaInput input, Liar liar) {}

  /** What to answer to a peer's request instead of what an honest host answers. */
  default List<PeerMessage> answer(PeerMessage honest, int peer, Liar liar) {
    return List.of(honest);
  }

  /** What really goes to a peer. */
  default Bytes send(Bytes encoded, int peer, Liar liar) {
    return encoded;
  }
}
