package io.quorate.replica;

import io.quorate.replica.message.PeerMessage.CertifiedBlock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stretches of the log that are being fetched or wait for their turn, by first height; none
 * overlaps another. Bounded in number, each by one answer in bytes. Not thread-safe.
 */
final class LogRanges {
  /** Heights of one request. */
  static final int LONGEST = 128;

  /** Stretches that are under way or wait. */
  static final int MOST = 8;

  private final SortedMap<Long, Range> ranges = new TreeMap<>();

  /**
   * Heights {@code from} to {@code to}.
   *
   * @param since the tick at which it was first asked for
   * @param blocks what came, empty while it is under way
   */
  record Range(long from, long to, long since, List<CertifiedBlock> blocks) {
    boolean here() {
      return !blocks.isEmpty();
    }
  }

  /** Heights that nothing is under way for. */
  record Gap(long from, long to) {}

  /** What is below the next wanted height is not wanted any more. */
  void forgetBelow(long next) {
    ranges.values().removeIf(range -> range.to() < next);
  }

  /**
   * The lowest gap from a height on, no longer than a request; empty when enough is under way.
   *
   * @param highest where the log is said to end
   */
  Optional<Gap> gap(long next, long highest) {
    if (ranges.size() >= MOST) {
      return Optional.empty();
    }
    long from = next;
    for (Range range : ranges.values()) {
      if (range.from() > from) {
        return gap(from, range.from() - 1, highest);
      }
      from = Math.max(from, range.to() + 1);
    }
    return from < next + (long) MOST * LONGEST
        ? gap(from, Long.MAX_VALUE, highest)
        : Optional.empty();
  }

  private static Optional<Gap> gap(long from, long to, long highest) {
    long end = Math.min(Math.min(to, highest), from + LONGEST - 1);
    return end < from ? Optional.empty() : Optional.of(new Gap(from, end));
  }

  /** These heights are under way from now on. */
  void asked(Gap gap, long tick) {
    ranges.put(gap.from(), new Range(gap.from(), gap.to(), tick, List.of()));
  }

  /** Nobody is expected to bring this any more: the heights are a gap again. */
  void released(long from) {
    if (ranges.containsKey(from) && !ranges.get(from).here()) {
      ranges.remove(from);
    }
  }

  /** Whether nothing is under way. */
  boolean idle() {
    return ranges.values().stream().allMatch(Range::here);
  }

  /** The lowest range that is under way, when it is what everything else waits for. */
  Optional<Range> head(long next) {
    return ranges.values().stream()
        .findFirst()
        .filter(range -> !range.here() && range.from() <= next && range.to() >= next);
  }

  /** An answer came, at least one block from {@code from} on. */
  void arrived(long from, long tick, List<CertifiedBlock> blocks) {
    long to = from + blocks.size() - 1;
    Range there = ranges.get(from);
    boolean wanted = there == null ? ranges.size() < MOST && free(from, to) : !there.here();
    if (wanted) {
      ranges.put(from, new Range(from, to, tick, blocks));
    }
  }

  /** Takes out what is here and begins at or below the next wanted height. */
  Optional<List<CertifiedBlock>> take(long next) {
    for (Range range : ranges.values()) {
      if (range.here() && range.from() <= next && range.to() >= next) {
        ranges.remove(range.from());
        return Optional.of(range.blocks());
      }
    }
    return Optional.empty();
  }

  private boolean free(long from, long to) {
    return ranges.values().stream().noneMatch(range -> range.from() <= to && range.to() >= from);
  }
}
