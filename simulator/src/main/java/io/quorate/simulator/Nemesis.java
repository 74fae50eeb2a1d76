package io.quorate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Breaks things while the safety phase lasts. Unless the plan allows more, never more than f nodes
 * are down or cut off at once. Not thread-safe.
 */
final class Nemesis {
  private static final int SLOWNESS = 40;
  private static final int LOOPS = 6;

  private final World world;
  private final Draw draw;
  private final SortedSet<Integer> afflicted = new TreeSet<>();
  private boolean active = true;
  private long faults;

  Nemesis(World world) {
    this.world = world;
    this.draw = new Draw(world.plan().seed()).of("nemesis");
  }

  void start() {
    if (!world.plan().faults().kinds().isEmpty()) {
      next();
    }
  }

  long faults() {
    return faults;
  }

  /** Nothing new breaks, what is broken is repaired, and all but the given nodes run. */
  void heal(SortedSet<Integer> dead) {
    active = false;
    world.network().mendAll();
    world.network().become(world.plan().network().healed());
    for (SimulatedNode node : world.nodes()) {
      node.slowDisk(1);
      if (dead.contains(node.index())) {
        node.crash();
      } else {
        node.start();
        node.process().ifPresent(p -> p.crashAfterEffects(Long.MAX_VALUE));
      }
    }
  }

  private void next() {
    long pause = draw.between(world.plan().faults().minPause(), world.plan().faults().maxPause());
    world
        .scheduler()
        .after(
            pause,
            () -> {
              if (active) {
                strike(draw.pick(world.plan().faults().kinds()));
                next();
              }
            });
  }

  private void strike(Fault fault) {
    int node = draw.below(world.plan().nodes());
    boolean beyond = world.plan().faults().beyondQuorum();
    boolean allowed =
        switch (fault) {
          case CRASH, CRASH_BETWEEN_EFFECTS, CRASH_LOOP, ISOLATE, HALF_DEAF ->
              !afflicted.contains(node) && (beyond || afflicted.size() < world.plan().tolerated());
          case OUTAGE, SPLIT -> beyond && afflicted.isEmpty();
          case ONE_WAY, SLOW_DISK -> true;
        };
    if (!allowed) {
      return;
    }
    faults++;
    world.trace().world("fault " + fault + " at n" + node);
    switch (fault) {
      case CRASH -> crash(node);
      case CRASH_BETWEEN_EFFECTS -> crashBetweenEffects(node);
      case CRASH_LOOP -> crashLoop(node, LOOPS);
      case OUTAGE -> outage();
      case ISOLATE -> isolate(node);
      case SPLIT -> split();
      case ONE_WAY -> oneWay(node);
      case HALF_DEAF -> halfDeaf(node);
      case SLOW_DISK -> slowDisk(node);
    }
  }

  private void crash(int node) {
    afflicted.add(node);
    world.node(node).crash();
    later(() -> restart(node));
  }

  private void crashBetweenEffects(int node) {
    afflicted.add(node);
    world.node(node).process().ifPresent(p -> p.crashAfterEffects(draw.below(60)));
    later(() -> {
      world.node(node).process().ifPresent(p -> p.crashAfterEffects(Long.MAX_VALUE));
      restart(node);
    });
  }

  private void crashLoop(int node, int left) {
    afflicted.add(node);
    world.node(node).crash();
    world
        .scheduler()
        .after(
            draw.skewed(0, 300 * Plan.MILLI),
            () -> {
              if (!active) {
                return;
              }
              world.node(node).start();
              if (left > 0) {
                world
                    .scheduler()
                    .after(
                        draw.skewed(0, 200 * Plan.MILLI),
                        () -> {
                          if (active) {
                            crashLoop(node, left - 1);
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

  private void outage() {
    for (SimulatedNode node : world.nodes()) {
      afflicted.add(node.index());
      node.crash();
      later(() -> restart(node.index()));
    }
  }

  private void isolate(int node) {
    afflicted.add(node);
    world.network().isolate(node);
    later(() -> {
      afflicted.remove(node);
      world.network().rejoin(node);
    });
  }

  private void split() {
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    for (SimulatedNode node : world.nodes()) {
      (draw.chance(500) ? left : right).add(node.index());
    }
    afflicted.addAll(left);
    afflicted.addAll(right);
    left.forEach(a ->
        right.forEach(b -> {
          world.network().cut(a, b);
          world.network().cut(b, a);
        }));
    later(() -> {
      left.forEach(a ->
          right.forEach(b -> {
            world.network().mend(a, b);
            world.network().mend(b, a);
          }));
      afflicted.clear();
    });
  }

  private void oneWay(int node) {
    int other = draw.below(world.plan().nodes());
    world.network().cut(node, other);
    later(() -> world.network().mend(node, other));
  }

  private void halfDeaf(int node) {
    afflicted.add(node);
    boolean deaf = draw.chance(500);
    for (int peer = 0; peer < world.plan().nodes(); peer++) {
      world.network().cut(deaf ? peer : node, deaf ? node : peer);
    }
    later(() -> {
      afflicted.remove(node);
      world.network().rejoin(node);
    });
  }

  private void slowDisk(int node) {
    world.node(node).slowDisk(1 + draw.below(SLOWNESS));
    later(() -> world.node(node).slowDisk(1));
  }

  private void later(Runnable repair) {
    long duration = draw.skewed(20 * Plan.MILLI, world.plan().faults().maxDuration());
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
