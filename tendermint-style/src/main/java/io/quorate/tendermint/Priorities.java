package io.quorate.tendermint;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The proposer priorities of a validator set and the steps of the weighted round-robin on them, as
 * in CometBFT's {@code spec/consensus/proposer-selection.md}: scale, centre, add, choose, subtract.
 * All arithmetic is exact; divisions truncate towards zero, as in the specification's tables.
 * Powers are at most 2^58 in sum, so nothing overflows. Not thread-safe.
 */
final class Priorities {
  /** Two numbers up to here can be added. */
  private static final long EASY = 1L << 61;

  private final long[] powers;
  private final long[] priorities;
  private final long total;

  private Priorities(long[] powers, long[] priorities) {
    this.powers = powers;
    this.priorities = priorities;
    long sum = 0;
    for (long power : powers) {
      sum = Math.addExact(sum, power);
    }
    this.total = sum;
  }

  /** A set whose validators are all new. */
  static Priorities ofNew(long[] powers) {
    Priorities result = new Priorities(powers.clone(), new long[powers.length]);
    Arrays.fill(result.priorities, joining(result.total));
    return result;
  }

  /** A set in the middle of its rotation. */
  static Priorities of(long[] powers, long[] priorities) {
    return new Priorities(powers.clone(), priorities.clone());
  }

  /** Where a new validator starts, in a set of that power, its own included: −1.125 P. */
  static long joining(long total) {
    return -Math.addExact(total, total >> 3);
  }

  Priorities copy() {
    return of(powers, priorities);
  }

  /** One run of the procedure: the index of its proposer, of the smallest index among equals. */
  int next() {
    scale();
    centre();
    int proposer = 0;
    for (int i = 0; i < powers.length; i++) {
      priorities[i] = Math.addExact(priorities[i], powers[i]);
      if (priorities[i] > priorities[proposer]) {
        proposer = i;
      }
    }
    priorities[proposer] = Math.subtractExact(priorities[proposer], total);
    return proposer;
  }

  /** Keeps the distance of the outermost within 2 P. */
  private void scale() {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (long priority : priorities) {
      min = Math.min(min, priority);
      max = Math.max(max, priority);
    }
    long distance = Math.subtractExact(max, min);
    long threshold = Math.multiplyExact(2, total);
    if (distance > threshold) {
      long ratio = Math.addExact(distance, threshold - 1) / threshold;
      for (int i = 0; i < priorities.length; i++) {
        priorities[i] /= ratio;
      }
    }
  }

  private void centre() {
    long average = average();
    for (int i = 0; i < priorities.length; i++) {
      priorities[i] = Math.subtractExact(priorities[i], average);
    }
  }

  private long average() {
    BigInteger sum = BigInteger.ZERO;
    long small = 0;
    for (long priority : priorities) {
      if (Math.abs(priority) > EASY || Math.abs(small) > EASY) {
        sum = sum.add(BigInteger.valueOf(priority));
      } else {
        small += priority;
      }
    }
    if (sum.signum() == 0) {
      return small / priorities.length;
    }
    BigInteger all = sum.add(BigInteger.valueOf(small));
    return all.divide(BigInteger.valueOf(priorities.length)).longValueExact();
  }

  /** Whether the next runs choose as those of {@code other} do. */
  boolean sameAs(Priorities other) {
    return Arrays.equals(priorities, other.priorities);
  }

  /** The priorities by index, for tests and digests. */
  long[] values() {
    return priorities.clone();
  }
}
