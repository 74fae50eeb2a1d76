package io.quorate.consensus.engine;

/**
 * A timer with the place it was set for; the engine ignores one whose place is past, and one that
 * was cancelled or started anew since ({@link EngineTimers}).
 *
 * @param name which of the engine's timers
 * @param height the height it was set for, 0 where heights do not matter
 * @param view the view it was set for
 * @param start which start of this process it is, from 1; 0 where starts need not be told apart
 */
public record TimerId(String name, long height, long view, long start) {

  /** A timer whose starts need not be told apart. */
  public TimerId(String name, long height, long view) {
    this(name, height, view, 0);
  }
}
