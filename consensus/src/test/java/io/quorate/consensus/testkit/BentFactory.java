package io.quorate.consensus.testkit;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
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
import java.util.function.UnaryOperator;

/**
 * An honest factory with its engines or its verifier bent; the way to a mutant.
 *
 * @param honest where all the rest comes from
 * @param engines makes the engines
 * @param verifiers makes the verifiers
 */
public record BentFactory(EngineFactory honest, Engines engines, Verifiers verifiers)
    implements EngineFactory {

  /** Makes an engine. */
  @FunctionalInterface
  public interface Engines {
    ConsensusEngine create(Epoch epoch, int self);
  }

  /** Makes a verifier. */
  @FunctionalInterface
  public interface Verifiers {
    MessageVerifier create(Epoch epoch, TransactionVerifier transactions);
  }

  /** Other engines, the honest verifier. */
  public static BentFactory engines(EngineFactory honest, Engines engines) {
    return new BentFactory(honest, engines, honest::verifier);
  }

  /** Another verifier, the honest engines. */
  public static BentFactory verifiers(EngineFactory honest, Verifiers verifiers) {
    return new BentFactory(honest, honest::create, verifiers);
  }

  /** Engines that believe in another epoch. */
  public static BentFactory epoch(EngineFactory honest, UnaryOperator<Epoch> epoch) {
    return engines(honest, (given, self) -> honest.create(epoch.apply(given), self));
  }

  /** Engines that get other events. */
  public static BentFactory events(EngineFactory honest, UnaryOperator<Event> change) {
    return engines(
        honest,
        (epoch, self) ->
            around(
                honest.create(epoch, self),
                (engine, event, out) -> engine.handle(change.apply(event), out),
                UnaryOperator.identity()));
  }

  /** Engines whose effects, those of one event as a list, are changed on their way to the host. */
  public static BentFactory effects(EngineFactory honest, UnaryOperator<List<Effect>> change) {
    return engines(
        honest,
        (epoch, self) ->
            around(
                honest.create(epoch, self),
                (engine, event, out) -> {
                  List<Effect> emitted = new ArrayList<>();
                  engine.handle(event, emitted::add);
                  change.apply(emitted).forEach(out::emit);
                },
                UnaryOperator.identity()));
  }

  /** Persist comes last of all effects of an event: messages leave before it. */
  public static BentFactory speaksBeforePersist(EngineFactory honest) {
    return effects(
        honest,
        all -> {
          List<Effect> changed = new ArrayList<>(all);
          List<Effect> persists = all.stream().filter(Effect.Persist.class::isInstance).toList();
          changed.removeAll(persists);
          changed.addAll(persists);
          return changed;
        });
  }

  /** Stands between the host and an engine. */
  interface Handler {
    void handle(ConsensusEngine engine, Event event, Effects out);
  }

  static ConsensusEngine around(
      ConsensusEngine engine, Handler handler, UnaryOperator<Hash> state) {
    return new ConsensusEngine() {
      @Override
      public void handle(Event event, Effects out) {
        handler.handle(engine, event, out);
      }

      @Override
      public Hash stateHash() {
        return state.apply(engine.stateHash());
      }
    };
  }

  @Override
  public EngineKind kind() {
    return honest.kind();
  }

  @Override
  public ConsensusEngine create(Epoch epoch, int self) {
    return engines.create(epoch, self);
  }

  @Override
  public MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions) {
    return verifiers.create(epoch, transactions);
  }

  @Override
  public MessageCodec codec() {
    return honest.codec();
  }

  @Override
  public List<String> rules() {
    return honest.rules();
  }
}
