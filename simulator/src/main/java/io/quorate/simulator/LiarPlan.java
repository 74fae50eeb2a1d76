package io.quorate.simulator;

import io.quorate.simulator.byzantine.Lie;
import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import java.util.Optional;

/**
 * A Byzantine node.
 *
 * @param node its index
 * @param lies what it does
 */
record LiarPlan(int node, List<Lie> lies) {
  /** Copies the list. */
  LiarPlan {
    lies = List.copyOf(lies);
  }

  /** The lie of that kind, if it is one of them. */
  Optional<Lie> lie(LieKind kind) {
    return lies.stream().filter(lie -> lie.kind() == kind).findFirst();
  }

  @Override
  public String toString() {
    return "n" + node + " " + lies;
  }
}
