package io.quorate.consensus.engine;

/**
 * A rule of an engine's SPEC.md. Each engine has an enum of them; notes, tests and the
 * rule-coverage test use the labels.
 */
public interface EngineRule {
  /** The label in SPEC.md and in notes. */
  String label();
}
