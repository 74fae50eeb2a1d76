package io.quorate.consensus.engine;

/**
 * A timer with the place it was set for; the engine ignores one whose place is past.
 *
 * @param name which of the engine's timers
 * @param height the height it was set for, 0 where heights do not matter
 * @param view the view it was set for
 */
public record TimerId(String name, long height, long view) {}
