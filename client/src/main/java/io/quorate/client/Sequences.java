package io.quorate.client;

import io.quorate.consensus.SequenceWindow;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Hands out one sender's sequence numbers so that what is under way stays inside the chain's
 * window: a number more than a window above the highest executed one is refused there, and one that
 * falls a window behind is lost. Not thread-safe.
 */
final class Sequences {
  /** Some way below the window's width, for what the client does not see yet. */
  static final long SPAN = SequenceWindow.WIDTH - 24;

  private final TreeSet<Long> underWay = new TreeSet<>();
  private final TreeSet<Long> free = new TreeSet<>();
  private long highestExecuted;
  private long next;

  /**
   * @param highestExecuted as the chain knows it, 0 for a new sender
   */
  Sequences(long highestExecuted) {
    this.highestExecuted = highestExecuted;
    this.next = highestExecuted + 1;
  }

  /** A number to use, or none while too many are under way. */
  OptionalLong take() {
    long candidate = free.isEmpty() ? next : free.first();
    long lowest = underWay.isEmpty() ? candidate : underWay.first();
    if (candidate - lowest >= SPAN || candidate - highestExecuted > SPAN) {
      return OptionalLong.empty();
    }
    if (!free.remove(candidate)) {
      next++;
    }
    underWay.add(candidate);
    return OptionalLong.of(candidate);
  }

  /** One that was handed out before, perhaps by an earlier process, is under way again. */
  void resume(long sequence) {
    free.remove(sequence);
    underWay.add(sequence);
    next = Math.max(next, sequence + 1);
  }

  /** The chain executed it. */
  void executed(long sequence) {
    underWay.remove(sequence);
    highestExecuted = Math.max(highestExecuted, sequence);
  }

  /** It was refused before it reached a block, and may be used again. */
  void unused(long sequence) {
    underWay.remove(sequence);
    free.add(sequence);
  }

  /** It may be executed or not, so it is not used again. */
  void lost(long sequence) {
    underWay.remove(sequence);
  }
}
