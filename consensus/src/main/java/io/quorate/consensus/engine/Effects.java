package io.quorate.consensus.engine;

/** Where an engine puts its effects; they keep their order. */
@FunctionalInterface
public interface Effects {
  /** Adds one effect behind those emitted before. */
  void emit(Effect effect);
}
