package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * An engine's twins; its test tree extends this with its engine, and with a way to say who leads.
 * The build runs small shapes whole, and an even spread of the cases of others; {@code
 * -Dquorate.twins.cases=100000} is how many of each of those.
 */
public abstract class TwinsSuite {
  private static final long CASES = Long.getLong("quorate.twins.cases", 60);
  private static final List<Integer> ANYBODY = List.of(0, 1, 2, 3);
  private static final List<Integer> TWIN = List.of(0);

  /** The honest engine. */
  public abstract EngineUnderTest engine();

  /**
   * The honest engine, led in its first views by these validators.
   *
   * @see Twins.Led
   */
  public abstract EngineUnderTest led(List<Integer> leaders);

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
                  tell(reporter, views + " views", run);
                }));
  }

  @TestFactory
  @DisplayName("S10 S11 the same whoever leads, the twins several views in a row among others")
  final Stream<DynamicTest> onePairAndLeaders(TestReporter reporter) {
    return Stream.of(
        led(reporter, 1, ANYBODY, List.of(true, false)),
        led(reporter, 2, TWIN, List.of(true)),
        led(reporter, 2, ANYBODY, List.of()),
        led(reporter, 3, TWIN, List.of()),
        led(reporter, 3, ANYBODY, List.of()),
        led(reporter, 4, TWIN, List.of()),
        led(reporter, 4, ANYBODY, List.of()),
        led(reporter, 6, ANYBODY, List.of()),
        led(reporter, 8, ANYBODY, List.of()));
  }

  /**
   * With leaders enumerated it hardly matters which validator has a twin.
   *
   * @param whole of which cases none is left out: those that lose messages, those that delay them
   */
  private DynamicTest led(
      TestReporter reporter, int views, List<Integer> leaders, List<Boolean> whole) {
    String name = views + " views led by " + (leaders.equals(TWIN) ? "the twins" : "anybody");
    return DynamicTest.dynamicTest(
        name,
        () -> {
          long run = 0;
          for (boolean lost : List.of(true, false)) {
            Twins twins = new Twins(this::led, new Twins.Shape(TWIN, views, lost, leaders));
            run += whole.contains(lost) ? run(twins, 1) : spread(twins);
          }
          tell(reporter, name, run);
        });
  }

  private void tell(TestReporter reporter, String shape, long run) {
    reporter.publishEntry("twins, " + shape, run + " cases");
    assertTrue(run > 0);
  }

  @Test
  @DisplayName("who leads the first views is who a case says, three in a row and dead as well")
  final void leads() {
    for (int leader : ANYBODY) {
      List<Integer> schedule = List.of(leader, leader, leader);
      Cluster all = led(schedule).cluster(4).start();
      all.serve(1, 1_000);
      Block first = Objects.requireNonNull(all.agreed.get(1L));
      assertEquals(leader, first.header().proposer());

      Cluster rest = led(schedule).cluster(4);
      List<List<Integer>> leaders = new ArrayList<>();
      rest.nodes.forEach(node -> leaders.add(new ArrayList<>()));
      rest.watcher =
          (node, effect) -> {
            if (effect instanceof Effect.EnteredView entered) {
              leaders.get(node).add(entered.leader());
            }
          };
      rest.nodes.stream().filter(node -> node.id != leader).forEach(Node::start);
      rest.submit();
      assertTrue(rest.runUntil(60_000, rest::allServed), "nothing commits without " + leader);
      for (Node node : rest.nodes) {
        List<Integer> seen = leaders.get(node.id);
        assertTrue(!node.running() || seen.size() > 3, () -> node.id + " saw " + seen);
        assertTrue(!node.running() || seen.subList(0, 3).equals(schedule), seen::toString);
      }
    }
  }

  private static long spread(Twins twins) {
    return run(twins, step(twins.cases()));
  }

  private static long run(Twins twins, long step) {
    long run = 0;
    for (long number = 0; number < twins.cases(); number += step) {
      if (twins.canonical(number)) {
        twins.run(number);
        run++;
      }
    }
    return run;
  }

  /**
   * A step that shares no factor with the 52 partitions and the four leaders meets all of them in
   * every view.
   */
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
            String found = String.valueOf(e.getMessage());
            Findings.tell(
                reporter,
                engine().factory().kind().label() + " forks with more twins than f",
                found.lines().findFirst().orElse(found));
            return;
          }
        }
      }
    }
    fail("no fork among " + twins.cases() + " cases: the search cannot see one");
  }
}
