package io.quorate.pbft;

import io.quorate.consensus.Epoch;

/** Who leads which view (section 4): p = v mod n. */
final class Views {
  /** The view an epoch starts in; 0 means none. */
  static final long FIRST = 1;

  private Views() {}

  static int primary(Epoch epoch, long view) {
    return (int) (view % epoch.validators().size());
  }
}
