package io.quorate.consensus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LinearBackoffTest {
  @Test
  @DisplayName("timeouts grow by the step, to the cap and never beyond")
  void grows() {
    LinearBackoff backoff = new LinearBackoff(1_000, 500, 2_300);
    assertEquals(1_000, backoff.delayMillis(0));
    assertEquals(1_500, backoff.delayMillis(1));
    assertEquals(2_000, backoff.delayMillis(2));
    assertEquals(2_300, backoff.delayMillis(3));
    assertEquals(2_300, backoff.delayMillis(Long.MAX_VALUE));
    assertEquals(7, new LinearBackoff(7, 1, 7).delayMillis(1));
  }

  @Test
  @DisplayName("no timeout, no step, or a cap below the first timeout is refused")
  void refused() {
    assertThrows(IllegalArgumentException.class, () -> new LinearBackoff(0, 1, 5));
    assertThrows(IllegalArgumentException.class, () -> new LinearBackoff(1, 0, 5));
    assertThrows(IllegalArgumentException.class, () -> new LinearBackoff(6, 1, 5));
  }
}
