package io.quorate.simulator.byzantine;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.replica.message.PeerMessage;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a liar remembers: a drawn selection of what it saw, of bounded size. */
final class Memory {
  private static final int REMEMBERED = 64;

  /** Of the epoch before: what its certificates do in this one is worth a few attempts. */
  private static final int OF_BEFORE = 8;

  private final Draw draw;
  private final List<PeerMessage> messages = new ArrayList<>();
  private final List<EngineMessage> bodies = new ArrayList<>();
  private final List<Transaction> executed = new ArrayList<>();
  private Epoch epoch;
  private long view;
  private long height;

  Memory(Epoch first, Draw draw) {
    this.epoch = first;
    this.draw = draw;
  }

  /** The epoch that the honest replica is in. */
  Epoch epoch() {
    return epoch;
  }

  long view() {
    return view;
  }

  long height() {
    return height;
  }

  /** Most of what was said in another epoch is refused in this one: a lie of it is wasted. */
  void entered(Epoch now) {
    if (now.number() != epoch.number() && bodies.size() > OF_BEFORE) {
      bodies.subList(OF_BEFORE, bodies.size()).clear();
    }
    epoch = now;
  }

  void entered(long now) {
    view = now;
  }

  void committed(long now, List<Transaction> transactions) {
    height = now;
    transactions.forEach(t -> keep(executed, t));
  }

  void message(PeerMessage message) {
    keep(messages, message);
    if (message instanceof PeerMessage.EngineMessageOf m) {
      keep(bodies, m.message().body());
    }
  }

  Optional<PeerMessage> anyMessage() {
    return any(messages);
  }

  Optional<EngineMessage> anyBody() {
    return any(bodies);
  }

  Optional<Transaction> anyExecuted() {
    return any(executed);
  }

  private <T> Optional<T> any(List<T> items) {
    return items.isEmpty() ? Optional.empty() : Optional.of(draw.pick(items));
  }

  private <T> void keep(List<T> items, T item) {
    if (items.size() < REMEMBERED) {
      items.add(item);
    } else {
      items.set(draw.below(REMEMBERED), item);
    }
  }
}
