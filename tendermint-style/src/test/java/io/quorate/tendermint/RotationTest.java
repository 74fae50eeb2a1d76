package io.quorate.tendermint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.testkit.Fixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CometBFT's spec/consensus/proposer-selection.md: its tables, its requirements, its limits. */
final class RotationTest {

  private static long[] powers(long... powers) {
    return powers;
  }

  private static Rotation rotation(long... powers) {
    return new Rotation(Fixture.weighted(new TendermintFactory(), powers).epoch);
  }

  @Test
  @DisplayName("\"Stable Set\": four runs of powers 1 and 3, row by row")
  void stableSet() {
    Priorities set = Priorities.of(powers(1, 3), powers(0, 0));
    assertEquals(1, set.next());
    assertArrayEquals(powers(1, -1), set.values());
    assertEquals(0, set.next());
    assertArrayEquals(powers(-2, 2), set.values());
    assertEquals(1, set.next());
    assertArrayEquals(powers(-1, 1), set.values());
    assertEquals(1, set.next());
    assertArrayEquals(powers(0, 0), set.values());
  }

  @Test
  @DisplayName("\"Voting Power Change\": the rotation goes on with the new power")
  void powerChange() {
    Priorities set = Priorities.of(powers(4, 3), powers(0, -2));
    assertEquals(0, set.next());
    // The table starts from p2 at −2 and p1 at 0, which centring moves by one.
    assertArrayEquals(powers(1 + 4 - 7, -1 + 3), set.values());
  }

  @Test
  @DisplayName("\"Validator Removal\": the priorities are centred first, avg = −1")
  void removal() {
    Priorities set = Priorities.of(powers(1, 3), powers(1, -3));
    assertEquals(0, set.next());
    assertArrayEquals(powers(2 + 1 - 4, -2 + 3), set.values());
  }

  @Test
  @DisplayName("\"New Validator\": it starts at −1.125 P, P with its own power; avg = −4")
  void newValidator() {
    assertEquals(-13, Priorities.joining(12));
    assertEquals(-7, Priorities.joining(7), "no penalty below a total of eight");
    Priorities set = Priorities.of(powers(1, 3, 8), powers(2, -2, -13));
    set.next();
    assertArrayEquals(powers(2 + 4 + 1 - 12, -2 + 4 + 3, -13 + 4 + 8), set.values());
  }

  @Test
  @DisplayName("\"Proposer Priority Range\": priorities are scaled to within 2 P, towards zero")
  void scaled() {
    Priorities set = Priorities.of(powers(10, 10), powers(-60_000, -15_000));
    set.next();
    // 45,000 apart, 40 allowed: divided by 1,125 to −53 and −13, centred by −33.
    assertArrayEquals(powers(-20 + 10, 20 + 10 - 20), set.values());
  }

  @Test
  @DisplayName("\"the current implementation generates the sequence p2, p1, p2, p2\"")
  void sequence() {
    Rotation rotation = rotation(1, 3);
    List<Integer> proposers = new ArrayList<>();
    for (long height = 1; height <= 8; height++) {
      rotation.advanceTo(height);
      proposers.add(rotation.proposer(height, 0));
    }
    assertEquals(List.of(1, 0, 1, 1, 1, 0, 1, 1), proposers);
  }

  @Test
  @DisplayName("R2 fairness: in P elections every validator proposes exactly its power's share")
  void proportional() {
    for (long[] powers :
        List.of(
            powers(1, 1, 1, 1), powers(1, 3), powers(5, 3, 2, 90), powers(7, 7, 7, 1, 13, 2, 30))) {
      Rotation rotation = rotation(powers);
      long total = java.util.Arrays.stream(powers).sum();
      long[] count = new long[powers.length];
      for (long height = 1; height <= 3 * total; height++) {
        rotation.advanceTo(height);
        count[rotation.proposer(height, 0)]++;
      }
      for (int i = 0; i < powers.length; i++) {
        assertEquals(3 * powers[i], count[i], "validator " + i);
      }
    }
  }

  @Test
  @DisplayName("among equals the smallest index proposes first, and all take turns")
  void ties() {
    Rotation rotation = rotation(2, 2, 2, 2);
    List<Integer> proposers = new ArrayList<>();
    for (long round = 0; round < 8; round++) {
      proposers.add(rotation.proposer(1, round));
    }
    assertEquals(List.of(0, 1, 2, 3, 0, 1, 2, 3), proposers);
  }

  @Test
  @DisplayName("R1 determinism: whoever starts later, or asked for other rounds, agrees")
  void restarted() {
    SplittableRandom random = new SplittableRandom(5);
    long[] powers = powers(17, 5, 1, 40, 1_000_003);
    Rotation old = rotation(powers);
    for (long height = 1; height < 3_000; height += 1 + random.nextInt(40)) {
      old.advanceTo(height);
      old.proposer(height, random.nextInt(100));
      Rotation fresh = rotation(powers);
      fresh.advanceTo(height);
      long round = random.nextInt(50);
      assertEquals(fresh.proposer(height, round), old.proposer(height, round));
      assertEquals(fresh.proposer(height + 1, 0), old.proposer(height, 1), "runs count both");
    }
  }

  @Test
  @DisplayName(
      "a million heights after the epoch's start the proposer is found within 20 million steps")
  void cheap() {
    Rotation equal = rotation(1, 1, 1, 1);
    equal.advanceTo(1_000_000_000_001L);
    assertEquals(0, equal.proposer(1_000_000_000_001L, 0), "the period is found");
    Rotation odd = rotation(1_000_003, 999_983, 1_000_033, 7);
    odd.advanceTo(1_000_000);
    assertTrue(odd.proposer(1_000_000, 3) < 4);
  }

  @Test
  @DisplayName("the largest set of the largest powers overflows nowhere")
  void largest() {
    Fixture fixture = Tendermint.fixture(4);
    var validators = new ArrayList<>(Collections.nCopies(256, fixture.epoch.validators().get(0)));
    validators.replaceAll(v ->
        new io.quorate.consensus.Validator(
            v.name(), v.key(), v.possession(), v.networkKey(), ValidatorSet.MAX_POWER));
    Epoch epoch =
        new Epoch(
            fixture.epoch.chain(),
            0,
            1,
            Long.MAX_VALUE,
            fixture.epoch.engine(),
            new ValidatorSet(validators),
            fixture.epoch.parameters(),
            fixture.scheme);
    Rotation rotation = new Rotation(epoch);
    for (long round = 0; round < 600; round++) {
      assertEquals(round % 256, rotation.proposer(1, round));
    }
  }
}
