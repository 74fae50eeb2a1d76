package io.quorate.simulator;

import io.quorate.replica.ReplicaStatus;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One run from beginning to end: faults, then repair, then everything has to come right. Not
 * thread-safe.
 */
final class Simulation {
  private final World world;
  private final Nemesis nemesis;
  private long healedAt;
  private long settledAt;

  Simulation(World world) {
    this.world = world;
    this.nemesis = new Nemesis(world);
  }

  /**
   * Runs.
   *
   * @throws Violation when a promise was broken
   */
  void run() {
    world.startNodes();
    world.clients().start();
    nemesis.start();
    world.run(world.plan().safety());
    heal();
    settle("with " + dead().size() + " nodes dead");
    for (SimulatedNode node : world.nodes()) {
      node.start();
    }
    settle("with all nodes running");
    new Audit(world).all();
  }

  World world() {
    return world;
  }

  long faults() {
    return nemesis.faults();
  }

  /**
   * How long the core took from the repair until nothing was pending and everybody agreed, in
   * microseconds.
   */
  long settled() {
    return settledAt - healedAt;
  }

  private SortedSet<Integer> dead() {
    SortedSet<Integer> dead = new TreeSet<>();
    int first = new Draw(world.plan().seed()).of("dead").below(world.plan().nodes());
    for (int i = 0; i < world.plan().faults().deadForever(); i++) {
      dead.add((first + i) % world.plan().nodes());
    }
    return dead;
  }

  private void heal() {
    world.trace().world("heal, but for " + dead());
    nemesis.heal(dead());
    healedAt = world.scheduler().now();
    for (int client = 0; client < world.plan().clients().clients(); client++) {
      world.clients().submit(client, world.clients().anyNode());
    }
    world.clients().rest();
  }

  private void settle(String when) {
    long bound = world.plan().livenessBound();
    boolean settled = world.runUntil(bound, this::inOrder);
    if (!settled) {
      throw new Violation(
          "liveness", when + ", " + bound / Plan.MILLI + " ms after the repair: " + state());
    }
    if (settledAt == 0) {
      settledAt = world.scheduler().now();
    }
    world.trace().world("in order " + when);
  }

  private boolean inOrder() {
    long height = world.checks().log().height();
    for (SimulatedNode node : world.nodes()) {
      boolean there =
          node.process().map(process -> process.status().finalizedHeight() == height).orElse(true);
      if (!there && world.parts().honest(node.index())) {
        return false;
      }
    }
    return world.clients().waiting() == 0;
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    text.append(world.clients().waiting()).append(" transactions pending ");
    text.append(world.clients().pending().stream().limit(3).toList());
    for (SimulatedNode node : world.nodes()) {
      text.append("; n").append(node.index()).append(' ');
      text.append(
          node.process().map(NodeProcess::status).map(ReplicaStatus::toString).orElse("down"));
    }
    return text.toString();
  }
}
