package io.quorate.replica;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.ConsensusEngine;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageCodec;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An engine that records what happens to it and answers as the test says. */
final class ScriptedEngine implements EngineFactory, ConsensusEngine {
  final List<Event> events = new ArrayList<>();
  private Function<Event, List<Effect>> script = event -> List.of();

  /** From now on each event has the effects that {@code next} returns. */
  void play(Function<Event, List<Effect>> next) {
    script = next;
  }

  /** When a timer of that name runs out, these effects follow. */
  void onTimer(String name, Effect... effects) {
    play(event ->
        event instanceof Event.TimerExpired expired && expired.timer().name().equals(name)
            ? List.of(effects)
            : List.of());
  }

  <T extends Event> List<T> of(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void handle(Event event, Effects effects) {
    events.add(event);
    script.apply(event).forEach(effects::emit);
  }

  @Override
  public Hash stateHash() {
    return Hash.ZERO;
  }

  @Override
  public EngineKind kind() {
    return EngineKind.HOTSTUFF;
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return this;
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return message -> Verdict.accept();
  }

  @Override
  public MessageCodec codec() {
    return TestMessage.CODEC;
  }

  @Override
  public List<String> rules() {
    return List.of();
  }
}
