package io.quorate.tendermint;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.Validator;

/**
 * Who proposes in which round of which height: run number (height − first height of the epoch) +
 * round of the weighted round-robin, counted from 0, that starts anew with each epoch. A function
 * of the epoch alone. It keeps the run of the current height and walks on from there. Not final, so
 * that tests can say who proposes when: safety must not rest on who does. Not thread-safe.
 */
class Rotation {
  private final long firstHeight;
  private final Priorities start;
  private final Walk base;
  private Walk cursor;

  /** Runs before the rotation is where it started; 0 while that is not known. */
  private long period;

  /** A rotation after some of its runs. */
  private static final class Walk {
    private final Priorities priorities;
    private long runs;
    private int last = -1;

    Walk(Priorities priorities, long runs) {
      this.priorities = priorities;
      this.runs = runs;
    }

    Walk copy() {
      return new Walk(priorities.copy(), runs);
    }

    void step() {
      last = priorities.next();
      runs++;
    }
  }

  Rotation(Epoch epoch) {
    long[] powers = epoch.validators().all().stream().mapToLong(Validator::power).toArray();
    this.firstHeight = epoch.firstHeight();
    Priorities fresh = Priorities.ofNew(powers);
    // The first run centres the new ones to zero; the walk comes back to that, never to −1.125 P.
    this.start = Priorities.of(powers, new long[powers.length]);
    this.base = new Walk(fresh, 0);
    this.cursor = base.copy();
  }

  /** Everything asked for from now on is at this height or above. */
  void advanceTo(long height) {
    long runs = height - firstHeight;
    while (base.runs < runs) {
      if (period > 0 && runs - base.runs >= period) {
        base.runs += (runs - base.runs) / period * period;
      } else {
        base.step();
        notePeriod(base);
      }
    }
    cursor = base.copy();
  }

  /** The proposer's index. Takes time in proportion to the round, at most. */
  int proposer(long height, long round) {
    long run = height - firstHeight + round;
    if (run < base.runs) {
      throw new IllegalArgumentException("height " + height + " is past");
    }
    if (cursor.last < 0 || cursor.runs > run + 1) {
      cursor = base.copy();
    }
    while (cursor.runs <= run) {
      if (period > 0 && run - cursor.runs >= period) {
        cursor.runs += (run - cursor.runs) / period * period;
      }
      cursor.step();
      notePeriod(cursor);
    }
    return cursor.last;
  }

  private void notePeriod(Walk walk) {
    if (period == 0 && walk.priorities.sameAs(start)) {
      period = walk.runs;
    }
  }
}
