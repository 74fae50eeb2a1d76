package io.quorate.hotstuff;

import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.Effects;

/** Where all steps of one event put their effects. */
final class Output {
  private Effects effects = effect -> {};

  void begin(Effects target) {
    effects = target;
  }

  void emit(Effect effect) {
    effects.emit(effect);
  }

  void note(Rule rule, String text) {
    effects.emit(new Effect.Note(rule.label(), text));
  }
}
