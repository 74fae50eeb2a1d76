package io.quorate.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.bench.measure.LeaderKill.Submission;
import io.quorate.bench.result.Kill;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaderKillTest {
  private static final long MILLI = 1_000_000;

  @Test
  void recoveryIsTheLongestWaitAfterTheKillLessTheUsualOne() {
    List<Submission> submissions =
        List.of(
            submission(0, 20),
            submission(20, 45),
            submission(45, 145),
            submission(145, 1_145),
            submission(1_145, 1_165));

    Kill kill = LeaderKill.summary("node-1", submissions, 150 * MILLI);

    assertEquals(new Kill("node-1", 25, 1_000), kill);
    assertEquals(975, kill.recoveryMillis());
  }

  @Test
  void aWaitBeforeTheKillDoesNotCount() {
    List<Submission> submissions =
        List.of(submission(0, 900), submission(900, 920), submission(930, 950));

    assertEquals(0, LeaderKill.summary("node-1", submissions, 925 * MILLI).recoveryMillis());
  }

  private static Submission submission(long startMillis, long endMillis) {
    return new Submission(startMillis * MILLI, endMillis * MILLI);
  }
}
