package io.quorate.devnet.network;

import java.util.OptionalInt;

/** What became of a node's process. */
public sealed interface NodeState {
  /**
   * It runs.
   *
   * @param paused whether it is frozen
   */
  record Running(long pid, boolean paused) implements NodeState {}

  /** It was never started, or a command stopped it. */
  record Stopped() implements NodeState {}

  /**
   * It ended without a command asking for it.
   *
   * @param exitStatus as far as the process that started it is this one
   */
  record Died(long pid, OptionalInt exitStatus) implements NodeState {}
}
