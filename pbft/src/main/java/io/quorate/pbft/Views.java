package io.quorate.pbft;

import io.quorate.consensus.Epoch;

/** Who leads which view (section 4): p = v mod n. */
final class Views {
  /** The view an epoch starts in; 0 means none. */
  static final long FIRST = 1;

  private Views() {}

  /**
   * Whether {@code claimed} is {@code view} or at most n views beyond it, as far as the view of an
   * honest replica is ever ahead without a weak quorum of honest ones near it (SPEC.md, Liveness).
   */
  static boolean near(Epoch epoch, long view, long claimed) {
    return claimed >= view && claimed - view <= epoch.validators().size();
  }

  static int primary(Epoch epoch, long view) {
    return (int) (view % epoch.validators().size());
  }
}
