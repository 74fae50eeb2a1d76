package io.quorate.simulator;

/** What the simulated world can do to its nodes. */
enum Fault {
  /** A node stops at once, losing a part of what it had not synced, and comes back later. */
  CRASH,
  /** The same, in the middle of the effects of one input (scenario S26). */
  CRASH_BETWEEN_EFFECTS,
  /** A node stops and starts again at once, over and over. */
  CRASH_LOOP,
  /** All nodes lose power at the same moment (scenarios S29, S30). */
  OUTAGE,
  /** A node is cut off from all others. */
  ISOLATE,
  /** The nodes fall into two groups that do not hear each other. */
  SPLIT,
  /** One link works in one direction alone. */
  ONE_WAY,
  /** A node hears everybody and is heard by nobody, or the reverse. */
  HALF_DEAF,
  /** A node's disk takes far longer to sync. */
  SLOW_DISK
}
