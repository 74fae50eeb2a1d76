package io.quorate.simulator;

import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What each {@link Fault} does, and how it ends. Not thread-safe. */
final class Strikes {
  private static final int SLOWNESS = 40;
  private static final int LOOPS = 6;

  private final World world;
  private final SortedSet<Integer> afflicted = new TreeSet<>();
  private boolean active = true;

  Strikes(World world) {
    this.world = world;
  }

  /** Nodes that are down or cut off, or may be any moment. */
  SortedSet<Integer> afflicted() {
    return afflicted;
  }

  /** Whether things still break, and are repaired one by one. */
  boolean active() {
    return active;
  }

  /** From now on nothing breaks, and whatever is broken is for somebody else to repair. */
  void end() {
    active = false;
  }

  /** The fault strikes; {@code own} is what everything about it is drawn from. */
  void strike(Fault fault, int node, Draw own) {
    switch (fault) {
      case CRASH -> crash(node, own);
      case CRASH_BETWEEN_EFFECTS -> crashBetweenEffects(node, own);
      case CRASH_LOOP -> crashLoop(node, LOOPS, own);
      case OUTAGE -> outage(own);
      case ISOLATE -> isolate(node, own);
      case SPLIT -> split(own);
      case ONE_WAY -> oneWay(node, own);
      case HALF_DEAF -> halfDeaf(node, own);
      case SLOW_DISK -> slowDisk(node, own);
    }
  }

  private void crash(int node, Draw own) {
    afflicted.add(node);
    world.node(node).crash();
    later(own, () -> restart(node));
  }

  private void crashBetweenEffects(int node, Draw own) {
    afflicted.add(node);
    world.node(node).process().ifPresent(p -> p.crashAfterEffects(own.below(60)));
    later(
        own,
        () -> {
          world.node(node).process().ifPresent(p -> p.crashAfterEffects(Long.MAX_VALUE));
          restart(node);
        });
  }

  private void crashLoop(int node, int left, Draw own) {
    afflicted.add(node);
    world.node(node).crash();
    world
        .scheduler()
        .after(
            own.skewed(0, 300 * Plan.MILLI),
            () -> {
              if (!active) {
                return;
              }
              world.node(node).start();
              if (left > 0) {
                world
                    .scheduler()
                    .after(
                        own.skewed(0, 200 * Plan.MILLI),
                        () -> {
                          if (active) {
                            crashLoop(node, left - 1, own);
                          }
                        });
              } else {
                afflicted.remove(node);
              }
            });
  }

  private void restart(int node) {
    afflicted.remove(node);
    world.node(node).start();
  }

  private void outage(Draw own) {
    for (SimulatedNode node : world.nodes()) {
      afflicted.add(node.index());
      node.crash();
      later(own, () -> restart(node.index()));
    }
  }

  private void isolate(int node, Draw own) {
    afflicted.add(node);
    world.network().isolate(node);
    later(
        own,
        () -> {
          afflicted.remove(node);
          world.network().rejoin(node);
        });
  }

  private void split(Draw own) {
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    for (SimulatedNode node : world.nodes()) {
      (own.chance(500) ? left : right).add(node.index());
    }
    afflicted.addAll(left);
    afflicted.addAll(right);
    left.forEach(a ->
        right.forEach(b -> {
          world.network().cut(a, b);
          world.network().cut(b, a);
        }));
    later(
        own,
        () -> {
          left.forEach(a ->
              right.forEach(b -> {
                world.network().mend(a, b);
                world.network().mend(b, a);
              }));
          afflicted.clear();
        });
  }

  private void oneWay(int node, Draw own) {
    int other = own.below(world.plan().nodes());
    world.network().cut(node, other);
    later(own, () -> world.network().mend(node, other));
  }

  private void halfDeaf(int node, Draw own) {
    afflicted.add(node);
    boolean deaf = own.chance(500);
    for (int peer = 0; peer < world.plan().nodes(); peer++) {
      world.network().cut(deaf ? peer : node, deaf ? node : peer);
    }
    later(
        own,
        () -> {
          afflicted.remove(node);
          world.network().rejoin(node);
        });
  }

  private void slowDisk(int node, Draw own) {
    world.node(node).slowDisk(1 + own.below(SLOWNESS));
    later(own, () -> world.node(node).slowDisk(1));
  }

  private void later(Draw own, Runnable repair) {
    long duration = own.skewed(20 * Plan.MILLI, world.plan().faults().maxDuration());
    world
        .scheduler()
        .after(
            duration,
            () -> {
              if (active) {
                repair.run();
              }
            });
  }
}
