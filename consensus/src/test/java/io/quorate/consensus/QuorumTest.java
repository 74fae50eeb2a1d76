package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignerSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {
  private static final Validator MODEL = TestChain.ofEqual(1).genesis().validators().getFirst();

  private static ValidatorSet powers(long... powers) {
    List<Validator> validators = new ArrayList<>();
    for (long power : powers) {
      validators.add(
          new Validator("v", MODEL.key(), MODEL.possession(), MODEL.networkKey(), power));
    }
    return new ValidatorSet(validators);
  }

  private static ValidatorSet equal(int n) {
    return new ValidatorSet(Collections.nCopies(n, MODEL));
  }

  /**
   * The scenario's formula, the ceiling of (n + f + 1) / 2, is the smallest size of which two
   * always share an honest validator. "Strictly above two thirds" asks for as many or more: for n =
   * 3f + 1 both are 2f + 1, and elsewhere two thirds may ask for one vote more (n = 6: 5 instead of
   * 4), which keeps the same rule for unequal powers and costs no liveness, as n - f vote.
   */
  @ParameterizedTest(name = "n = {0}")
  @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  @DisplayName("S2: a quorum is the smallest count above two thirds, one fewer is none")
  void thresholds(int n) {
    ValidatorSet set = equal(n);
    int f = (n - 1) / 3;
    int quorum = 2 * n / 3 + 1;
    assertTrue(set.isQuorum(quorum));
    assertFalse(set.isQuorum(quorum - 1));
    assertTrue(quorum >= (n + f + 2) / 2, "two quorums share an honest validator");
    assertTrue(2 * quorum - n > f, "two quorums share more than f");
    assertTrue(quorum <= n - f, "the honest validators alone are a quorum");
    assertTrue(set.isWeakQuorum(n / 3 + 1));
    assertFalse(set.isWeakQuorum(n / 3));
    assertTrue(n / 3 + 1 > f, "a weak quorum has an honest validator");
    if (n == 3 * f + 1) {
      assertEquals(2 * f + 1, quorum);
    }
  }

  @Test
  @DisplayName("S2: with unequal powers the power decides, not the count")
  void unequalPowers() {
    ValidatorSet set = powers(10, 1, 1, 1, 1, 1);
    assertEquals(15, set.totalPower());
    assertFalse(set.isQuorum(set.powerOf(List.of(1, 2, 3, 4, 5))), "five of six, but a third");
    assertFalse(set.isQuorum(set.powerOf(List.of(0))), "exactly two thirds are no quorum");
    assertTrue(set.isQuorum(set.powerOf(List.of(0, 3))), "two of six, but above two thirds");
    assertFalse(set.isWeakQuorum(5), "exactly one third is no weak quorum");
    assertTrue(set.isWeakQuorum(6));
  }

  @Test
  @DisplayName("an index named twice has its power once, in a list and in a bitmap")
  void powerOnce() {
    ValidatorSet set = powers(3, 5, 7, 11);
    assertEquals(8, set.powerOf(List.of(0, 1, 1, 0)));
    assertEquals(18, set.powerOf(SignerSet.of(4, List.of(2, 3, 3))));
    assertEquals(0, set.powerOf(List.of()));
  }

  @Test
  @DisplayName("the largest set of the largest powers does not overflow")
  void noOverflow() {
    long[] most = new long[Limits.VALIDATORS];
    java.util.Arrays.fill(most, ValidatorSet.MAX_POWER);
    ValidatorSet set = powers(most);
    assertEquals(Limits.VALIDATORS * ValidatorSet.MAX_POWER, set.totalPower());
    assertTrue(set.isQuorum(171 * ValidatorSet.MAX_POWER));
    assertFalse(set.isQuorum(170 * ValidatorSet.MAX_POWER));
    assertFalse(set.isWeakQuorum(85 * ValidatorSet.MAX_POWER));
    assertTrue(set.isWeakQuorum(86 * ValidatorSet.MAX_POWER));
  }

  @Test
  @DisplayName("a set has 1 to 256 validators with powers in range")
  void ranges() {
    assertThrows(IllegalArgumentException.class, () -> new ValidatorSet(List.of()));
    assertThrows(IllegalArgumentException.class, () -> equal(Limits.VALIDATORS + 1));
    assertThrows(IllegalArgumentException.class, () -> powers(1, 0));
    assertThrows(IllegalArgumentException.class, () -> powers(1, -1));
    assertThrows(IllegalArgumentException.class, () -> powers(ValidatorSet.MAX_POWER + 1));
    assertEquals(SchemeId.ED25519, equal(1).keys().getFirst().scheme());
  }
}
