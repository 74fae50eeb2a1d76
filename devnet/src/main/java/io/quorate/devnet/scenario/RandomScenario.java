package io.quorate.devnet.scenario;

import io.quorate.consensus.EngineKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Scenarios from a seed. One fault at a time, so that never more than f nodes are faulty but where
 * a partition is meant to stop all; each is mended before the next.
 */
public final class RandomScenario {
  private static final int NODES = 4;
  private static final int CLIENTS = 6;
  private static final int KEYS = 8;
  private static final int REST_MILLIS = 2_000;
  private static final List<String> LIES =
      List.of("equivocate", "double-vote", "withhold-votes", "silent-leader", "stale-certificates");

  private final Random random;
  private final List<Scenario.Event> timeline = new ArrayList<>();
  private long now = REST_MILLIS;

  private RandomScenario(long seed) {
    this.random = new Random(seed);
  }

  /** The one of that seed; always the same. */
  public static Scenario of(long seed) {
    RandomScenario made = new RandomScenario(seed);
    List<EngineKind> engines = List.of(EngineKind.values());
    EngineKind engine = engines.get(made.random.nextInt(engines.size()));
    int faults = 3 + made.random.nextInt(3);
    for (int i = 0; i < faults; i++) {
      made.addFault();
    }
    int seconds = (int) (made.now / 1_000) + 1;
    return new Scenario(NODES, engine, CLIENTS, KEYS, seconds, made.timeline, 10);
  }

  private void addFault() {
    String node = String.valueOf(1 + random.nextInt(NODES));
    String other = String.valueOf(1 + Integer.parseInt(node) % NODES);
    switch (random.nextInt(9)) {
      case 0 -> during("crash " + node, "restart " + node);
      case 1 -> during("pause " + node, "resume " + node);
      case 2 -> during(random.nextBoolean() ? "partition 1,2/3,4" : "partition 1,3/2,4", "heal");
      case 3 -> during("isolate " + node, "heal");
      case 4 ->
          during(
              "link "
                  + node
                  + " "
                  + other
                  + " --delay "
                  + (20 + random.nextInt(180))
                  + "ms --jitter 10ms --loss "
                  + random.nextInt(10)
                  + "% --duplicate 1%",
              "link " + node + " " + other);
      case 5 ->
          during(
              "clock " + node + " --skew=" + (random.nextInt(13) - 6) + "s",
              "clock " + node + " --skew=0s");
      case 6 -> during("disk " + node + " --full", "disk " + node);
      case 7 ->
          during("disk " + node + " --slow " + (10 + random.nextInt(90)) + "ms", "disk " + node);
      default ->
          during(
              "byzantine " + node + " " + LIES.get(random.nextInt(LIES.size())), "honest " + node);
    }
  }

  private void during(String fault, String end) {
    add(fault);
    now += 2_000 + random.nextInt(4_000);
    add(end);
    now += REST_MILLIS;
  }

  private void add(String fault) {
    timeline.add(new Scenario.Event(now / 100 * 100, List.of(fault.split(" ", -1))));
  }
}
