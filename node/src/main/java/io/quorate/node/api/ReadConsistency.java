package io.quorate.node.api;

/** How fresh and how certain a read is (DESIGN section 7). */
public enum ReadConsistency {
  /** The node's last executed state, without proof. */
  LOCAL,
  /** With a proof against a finality certificate. */
  PROVED,
  /** Proved, at a height not below what a quorum reported after the request came in. */
  LINEARIZABLE
}
