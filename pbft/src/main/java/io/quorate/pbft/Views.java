package io.quorate.pbft;

import io.quorate.consensus.Epoch;

/** Numbers of views. */
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
}
