package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lines of a log that others can cause")
class LineLimitTest {
  private static final Duration WINDOW = Duration.ofSeconds(60);

  private final AtomicLong now = new AtomicLong();

  @Test
  @DisplayName("are few per subject in a window")
  void perSubject() {
    LineLimit<String> lines = new LineLimit<>(2, WINDOW, now::get);
    assertEquals(2, written(lines, "flapping", 100));
    assertTrue(lines.due("another"));
    now.addAndGet(WINDOW.toNanos());
    assertEquals(2, written(lines, "flapping", 100));
  }

  @Test
  @DisplayName("are few in a second, however many subjects there are")
  void inAll() {
    LineLimit<Integer> lines = new LineLimit<>(1, WINDOW, now::get);
    int written = 0;
    for (int subject = 0; subject < 10_000; subject++) {
      written += lines.due(subject) ? 1 : 0;
    }
    assertEquals(32, written);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertTrue(lines.due(10_001));
  }

  @Test
  @DisplayName("are forgotten the eldest first when there are too many subjects")
  void forgetting() {
    LineLimit<Integer> lines = new LineLimit<>(1, Duration.ofDays(1), now::get);
    for (int subject = 0; subject <= 1_024; subject++) {
      assertTrue(lines.due(subject));
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertFalse(lines.due(1_024));
    assertFalse(lines.due(1));
    assertTrue(lines.due(0), "the eldest was forgotten");
  }

  private static <S> int written(LineLimit<S> lines, S subject, int offered) {
    int written = 0;
    for (int i = 0; i < offered; i++) {
      written += lines.due(subject) ? 1 : 0;
    }
    return written;
  }
}
