package io.quorate.node.net;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/**
 * Which lines of a log are worth writing, when others can cause as many as they like: a few per
 * subject in a while, and not too many in a second. Thread-safe.
 *
 * @param <S> what a line is about
 */
public final class LineLimit<S> {
  private static final int REMEMBERED = 1_024;
  private static final int PER_SECOND = 32;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private record Window(long since, int lines) {}

  private final int burst;
  private final long windowNanos;
  private final LongSupplier nanoTime;
  private final SequencedMap<S, Window> windows = new LinkedHashMap<>();
  private Window second;

  /**
   * Nothing was written yet.
   *
   * @param burst lines of a subject in one window
   */
  public LineLimit(int burst, Duration window, LongSupplier nanoTime) {
    this.burst = burst;
    this.windowNanos = window.toNanos();
    this.nanoTime = nanoTime;
    this.second = new Window(nanoTime.getAsLong(), 0);
  }

  /** Whether to write a line about {@code subject} now. */
  public synchronized boolean due(S subject) {
    long now = nanoTime.getAsLong();
    Window known = windows.get(subject);
    Window window =
        known == null || now - known.since() >= windowNanos ? new Window(now, 0) : known;
    if (now - second.since() >= SECOND) {
      second = new Window(now, 0);
    }
    if (window.lines() >= burst || second.lines() >= PER_SECOND) {
      return false;
    }
    second = new Window(second.since(), second.lines() + 1);
    if (window.lines() == 0) {
      windows.remove(subject); // The map keeps the order in which windows began.
      if (windows.size() >= REMEMBERED) {
        windows.pollFirstEntry();
      }
    }
    windows.put(subject, new Window(window.since(), window.lines() + 1));
    return true;
  }
}
