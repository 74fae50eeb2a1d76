package io.quorate.devnet.network;

import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;

/** Ports for networks of tests, so that they meet neither each other nor a network of the user. */
public final class FreePorts {
  private static final int FIRST = 21_000;
  private static final int LAST = 31_000;
  private static final int STEP = 200;

  private FreePorts() {}

  /** A base port at which all ports of that many nodes are free now. */
  public static int base(int nodes) {
    // Each test run starts elsewhere: ports of killed nodes look free to another run on this
    // machine.
    int places = (LAST - FIRST) / STEP;
    long start = ProcessHandle.current().pid();
    for (int i = 0; i < places; i++) {
      int base = FIRST + (int) ((start + i) % places) * STEP;
      NetworkPlan plan = new NetworkPlan(nodes, EngineKind.HOTSTUFF, SchemeId.ED25519, base);
      if (plan.specs().stream()
          .allMatch(node -> Ports.isFree(node.peerPort()) && Ports.isFree(node.apiPort()))) {
        return base;
      }
    }
    throw new IllegalStateException("no free ports from " + FIRST + " to " + LAST);
  }
}
