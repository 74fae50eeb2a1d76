package io.quorate.simulator.byzantine;

/**
 * One strategy of a liar, with its aim.
 *
 * @param kind which strategy
 * @param aim when and at whom
 */
public record Lie(LieKind kind, Aim aim) {
  @Override
  public String toString() {
    return kind.label() + " " + aim;
  }
}
