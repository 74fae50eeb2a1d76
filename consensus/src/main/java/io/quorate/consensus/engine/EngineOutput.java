package io.quorate.consensus.engine;

/**
 * Where all steps of one event put their effects, so that an engine's parts need not pass them
 * along. Not thread-safe.
 */
public final class EngineOutput {
  private Effects effects = effect -> {};

  /** Effects go nowhere until {@link #begin}. */
  public EngineOutput() {}

  /** An event begins: its effects go to {@code target}. */
  public void begin(Effects target) {
    effects = target;
  }

  /** One effect of the event. */
  public void emit(Effect effect) {
    effects.emit(effect);
  }

  /** A rule fired, or something was ignored and why. */
  public void note(EngineRule rule, String text) {
    effects.emit(new Effect.Note(rule.label(), text));
  }
}
