package io.quorate.simulator;

import io.quorate.replica.ReplicaStatus;
import io.quorate.simulator.seed.Draw;
import java.util.List;
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
  private long bound;

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
    settle("with " + dead().size() + " nodes dead", bound);
    for (SimulatedNode node : world.nodes()) {
      node.start();
    }
    settle("with all nodes running", world.plan().livenessBound());
    new Audit(world).all();
  }

  World world() {
    return world;
  }

  /** The numbers of the faults that struck. */
  List<Integer> struck() {
    return nemesis.struck();
  }

  /**
   * How long the core took from the repair until nothing was pending and everybody agreed, in
   * microseconds.
   */
  long settled() {
    return settledAt - healedAt;
  }

  /**
   * How long it may take, in microseconds; that of the plan when the run ended before the repair.
   */
  long bound() {
    return Math.max(bound, world.plan().livenessBound());
  }

  private SortedSet<Integer> dead() {
    SortedSet<Integer> dead = new TreeSet<>();
    int node = new Draw(world.plan().seed()).of("dead").below(world.plan().nodes());
    while (dead.size() < world.plan().faults().deadForever()) {
      if (world.honest(node)) {
        dead.add(node);
      }
      node = (node + 1) % world.plan().nodes();
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
    bound =
        world.plan().livenessBound()
            + LivenessBound.backlog(world.plan(), world.clients().waiting());
  }

  /** More than the plan's own bound is for what pends alone, so the log has to grow meanwhile. */
  private void settle(String when, long limit) {
    long begin = world.scheduler().now();
    Progress progress = new Progress(begin);
    boolean ended = world.runUntil(limit, () -> inOrder() || progress.stands());
    if (!ended || !inOrder()) {
      throw new Violation(
          "liveness",
          when
              + ", "
              + (world.scheduler().now() - begin) / Plan.MILLI
              + " ms after the repair: "
              + state());
    }
    if (settledAt == 0) {
      settledAt = world.scheduler().now();
    }
    world.trace().world("in order " + when);
  }

  /** When the log last grew. */
  private final class Progress {
    private long height = world.checks().log().height();
    private long since;

    Progress(long since) {
      this.since = since;
    }

    boolean stands() {
      long now = world.scheduler().now();
      if (world.checks().log().height() > height) {
        height = world.checks().log().height();
        since = now;
      }
      return now - since > world.plan().livenessBound();
    }
  }

  private boolean inOrder() {
    long height = world.checks().log().height();
    for (SimulatedNode node : world.nodes()) {
      boolean there =
          node.process().map(process -> process.status().finalizedHeight() == height).orElse(true);
      if (!there && world.honest(node.index())) {
        return false;
      }
    }
    return world.clients().waiting() == 0 && world.checks().convicted().containsAll(caught());
  }

  /** Whom the honest processes that run now caught; evidence has to come into the log. */
  private SortedSet<Integer> caught() {
    SortedSet<Integer> caught = new TreeSet<>();
    for (SimulatedNode node : world.nodes()) {
      node.process().ifPresent(process -> caught.addAll(process.offenders()));
    }
    return caught;
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    text.append(world.clients().waiting()).append(" transactions pending ");
    text.append(world.clients().pending().stream().limit(3).toList());
    text.append(", caught ").append(caught());
    text.append(", in the log evidence against ").append(world.checks().convicted());
    for (SimulatedNode node : world.nodes()) {
      text.append("; n").append(node.index()).append(' ');
      text.append(
          node.process().map(NodeProcess::status).map(ReplicaStatus::toString).orElse("down"));
    }
    return text.toString();
  }
}
