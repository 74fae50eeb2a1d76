package io.quorate.devnet.scenario;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Scenarios from a seed. In each of them one node lies from the beginning almost to the end, and
 * beside it a node crashes, one is frozen, and the network is cut, among other things: one fault at
 * a time, each mended before the next. While a second node is out, no quorum is left, and nothing
 * may be lost; whenever only the liar is faulty, commits go on.
 */
public final class RandomScenario {
  private static final int NODES = 4;
  private static final int CLIENTS = 6;
  private static final int KEYS = 8;
  private static final int REST_MILLIS = 2_000;
  private static final int COMMITS_WITHIN_SECONDS = 10;
  private static final int KINDS = 8;
  private static final int MUST = 3;
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
    List<EngineKind> engines = List.of(EngineKind.values());
    return of(seed, engines.get(new Random(~seed).nextInt(engines.size())));
  }

  /** The one of that seed on that engine; the timeline does not depend on the engine. */
  public static Scenario of(long seed, EngineKind engine) {
    RandomScenario made = new RandomScenario(seed);
    made.draw();
    int seconds = (int) (made.now / 1_000) + 1;
    return new Scenario(
        NODES,
        engine,
        CLIENTS,
        KEYS,
        seconds,
        made.timeline,
        COMMITS_WITHIN_SECONDS,
        0,
        ChainParameters.DEFAULT_EPOCH_LENGTH);
  }

  private void draw() {
    int liar = 1 + random.nextInt(NODES);
    List<Integer> kinds = new ArrayList<>();
    for (int kind = 0; kind < MUST; kind++) {
      kinds.add(kind);
    }
    int more = 1 + random.nextInt(MUST);
    for (int i = 0; i < more; i++) {
      kinds.add(random.nextInt(KINDS));
    }
    Collections.shuffle(kinds, random);
    add("byzantine " + liar + " " + LIES.get(random.nextInt(LIES.size())));
    now += REST_MILLIS;
    for (int kind : kinds) {
      addFault(kind, 1 + (liar + random.nextInt(NODES - 1)) % NODES);
    }
    add("honest " + liar);
    now += REST_MILLIS;
  }

  private void addFault(int kind, int node) {
    int other = 1 + node % NODES;
    switch (kind) {
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
      default ->
          during("disk " + node + " --slow " + (10 + random.nextInt(90)) + "ms", "disk " + node);
    }
  }

  private void during(String fault, String end) {
    add(fault);
    now += 2_000 + random.nextInt(4_000);
    add(end);
    now += REST_MILLIS;
  }

  private void add(String fault) {
    timeline.add(new Scenario.Fault(now / 100 * 100, List.of(fault.split(" ", -1))));
  }
}
