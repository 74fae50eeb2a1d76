package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * An engine's twins; its test tree extends this with its engine and nothing else. The build runs
 * the cases of one view all, and an even spread of those of more; {@code
 * -Dquorate.twins.cases=100000} is how many of each shape.
 */
public abstract class TwinsSuite {
  private static final long CASES = Long.getLong("quorate.twins.cases", 60);

  /** The honest engine. */
  public abstract EngineUnderTest engine();

  @TestFactory
  @DisplayName(
      "S10 S11 one validator exists twice: the honest agree, and go on after the network heals")
  final Stream<DynamicTest> onePair(TestReporter reporter) {
    return Stream.of(1, 2, 3, 4, 6, 8)
        .map(views ->
            DynamicTest.dynamicTest(
                views + " views",
                () -> {
                  long run = 0;
                  for (int twin = 0; twin < 4; twin++) {
                    run += spread(new Twins(engine(), List.of(twin), views, true));
                    run += spread(new Twins(engine(), List.of(twin), views, false));
                  }
                  reporter.publishEntry("twins, " + views + " views", run + " cases");
                  assertTrue(run > 0);
                }));
  }

  private static long spread(Twins twins) {
    long all = twins.cases();
    long step = step(all);
    long run = 0;
    for (long number = 0; number < all; number += step) {
      if (twins.canonical(number)) {
        twins.run(number);
        run++;
      }
    }
    return run;
  }

  /** A step that shares no factor with the 52 partitions meets all of them in every view. */
  private static long step(long all) {
    long step = Math.max(1, all / CASES | 1);
    return step % 13 == 0 ? step + 2 : step;
  }

  @Test
  @DisplayName("two validators of four exist twice, more than f: the search finds a fork")
  final void twoPairs(TestReporter reporter) {
    Twins twins = new Twins(engine(), List.of(0, 1), 1, true);
    for (long number = 0; number < twins.cases(); number++) {
      if (twins.canonical(number)) {
        try {
          twins.run(number);
        } catch (AssertionError e) {
          if (e.getCause() instanceof Fork) {
            reporter.publishEntry("fork", String.valueOf(e.getMessage()));
            return;
          }
        }
      }
    }
    fail("no fork among " + twins.cases() + " cases: the search cannot see one");
  }
}
