package io.quorate.pbft;

import io.quorate.consensus.Epoch;

/**
 * Who leads which view. The same at all replicas of an epoch, and a function of the view alone, so
 * that who may open a view is judged without an engine's state. Apart from {@link Views}, so that
 * tests can say who leads: safety must not rest on who does. Thread-safe.
 */
@FunctionalInterface
interface Primaries {
  /** The primary of a view, by its index. */
  int primary(long view);

  /** The paper's rule (section 4): p = v mod n. */
  static Primaries inTurn(Epoch epoch) {
    return view -> (int) (view % epoch.validators().size());
  }
}
