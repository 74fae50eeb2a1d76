package io.quorate.consensus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  @DisplayName("S35: timeouts double up to the cap and stay there, after an hour of failures too")
  void doublesToTheCap() {
    Backoff backoff = new Backoff(1_000, 8_000);
    long[] expected = {1_000, 2_000, 4_000, 8_000, 8_000};
    for (int failures = 0; failures < expected.length; failures++) {
      assertEquals(expected[failures], backoff.delayMillis(failures));
    }
    assertEquals(8_000, backoff.delayMillis(Long.MAX_VALUE));
  }

  @Test
  @DisplayName("a cap that is no power-of-two multiple is kept exactly, a delay never shrinks")
  void capIsExact() {
    Backoff backoff = new Backoff(300, 1_000);
    long before = 0;
    for (long failures = 0; failures < 100; failures++) {
      long delay = backoff.delayMillis(failures);
      assertTrue(delay >= before && delay <= 1_000);
      before = delay;
    }
    assertEquals(1_000, before);
    assertEquals(500, new Backoff(500, 500).delayMillis(3));
  }

  @Test
  @DisplayName("the largest cap does not overflow")
  void noOverflow() {
    assertEquals(Long.MAX_VALUE, new Backoff(1, Long.MAX_VALUE).delayMillis(1_000));
  }

  @Test
  @DisplayName("a first timeout of nothing, or above the cap, is refused")
  void ranges() {
    assertThrows(IllegalArgumentException.class, () -> new Backoff(0, 10));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(11, 10));
  }
}
