package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leaders in turn, those that failed lately left out: a function of the chain alone. */
final class ReputationTest {
  private final LeaderElection four = new LeaderElection(HotStuff.fixture(4).epoch.validators());

  @Test
  @DisplayName("without failures the views take the validators in turn, and nothing is copied")
  void turns() {
    for (long view = 1; view < 20; view++) {
      assertEquals(view % 4, four.leader(view, view - 1, Reputation.CLEAN));
      int proposer = (int) (view % 4);
      assertSame(Reputation.CLEAN, four.after(Reputation.CLEAN, view - 1, view, proposer));
    }
  }

  @Test
  @DisplayName("the leader of a skipped view is passed over, for longer after each further failure")
  void passedOver() {
    Reputation once = four.after(Reputation.CLEAN, 2, 4, 0);
    assertEquals(Set.of(0, 1, 2), leaders(once, 5, 100));
    long until = 3 + Reputation.penalty(1, 4);
    assertTrue(leaders(once, until + 1, 10).contains(3));
    assertTrue(Reputation.penalty(2, 4) == 4 * Reputation.penalty(1, 4));
    assertEquals(Reputation.penalty(Reputation.MOST_FAILURES, 4), Reputation.penalty(99, 4));
    assertTrue(Reputation.penalty(99, 4) >= 100_000);
  }

  private Set<Integer> leaders(Reputation reputation, long from, int views) {
    Set<Integer> leaders = new LinkedHashSet<>();
    for (long view = from; view < from + views; view++) {
      leaders.add(four.leader(view, view - 1, reputation));
    }
    return leaders;
  }

  @Test
  @DisplayName(
      "no more than f are passed over, the latest failure first; the others keep their turn")
  void atMostF() {
    Reputation both = four.after(Reputation.CLEAN, 1, 4, 0);
    assertEquals(Set.of(2, 3), both.failures().keySet());
    assertEquals(Set.of(0, 1, 2), leaders(both, 5, 100));
    for (int n = 4; n <= 20; n++) {
      var validators = HotStuff.fixture(n).epoch.validators();
      LeaderElection election = new LeaderElection(validators);
      TreeMap<Integer, Long> all = new TreeMap<>();
      for (int i = 0; i < n; i++) {
        all.put(i, 10L + i);
      }
      Reputation bad = Reputation.CLEAN.after(all, -1);
      Set<Integer> leaders = new LinkedHashSet<>();
      for (long view = 40; view < 40 + n; view++) {
        leaders.add(election.leader(view, view - 1, bad));
      }
      assertTrue(validators.isQuorum(leaders.size()), "n = " + n);
      assertFalse(leaders.contains(n - 1), "n = " + n);
    }
  }

  @Test
  @DisplayName("success takes one failure off; the record of the others stays")
  void madeGood() {
    Reputation bad = four.after(four.after(Reputation.CLEAN, 2, 4, 0), 6, 8, 0);
    assertNotEquals(Reputation.CLEAN, bad);
    Reputation better = bad;
    for (int i = 0; i < 10; i++) {
      better = four.after(better, 100 + i, 101 + i, 3);
    }
    assertFalse(better.failures().containsKey(3));
  }

  @Test
  @DisplayName("far above the last certified block the leader is a function of the view alone")
  void meeting() {
    Reputation one = four.after(Reputation.CLEAN, 2, 4, 0);
    Reputation other = four.after(Reputation.CLEAN, 3, 5, 1);
    for (long view = 40; view < 80; view++) {
      assertEquals(four.leader(view, 4, one), four.leader(view, 5, other));
      assertEquals(four.plain(view), four.leader(view, 5, other));
    }
  }

  @Test
  @DisplayName("a gap of any length costs a bounded amount of work and one failure per leader")
  void longGap() {
    Reputation all = four.after(Reputation.CLEAN, 1, Long.MAX_VALUE - 1, 0);
    assertEquals(Set.of(0, 1, 2, 3), all.failures().keySet());
    all.failures().values().forEach(failure -> assertEquals(1, failure.count()));
  }
}
