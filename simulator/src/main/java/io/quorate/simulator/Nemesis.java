package io.quorate.simulator;

import io.quorate.simulator.byzantine.LieKind;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Breaks things while the safety phase lasts. Unless the plan allows more, never more than f nodes
 * lie, are down or are cut off at once. Not thread-safe.
 */
final class Nemesis {
  private static final int SLOWNESS = 40;
  private static final int LOOPS = 6;

  private final World world;
  private final Draw draw;
  private final SortedSet<Integer> afflicted = new TreeSet<>();
  private boolean active = true;
  private final List<Integer> faults = new ArrayList<>();

  Nemesis(World world) {
    this.world = world;
    this.draw = new Draw(world.plan().seed()).of("nemesis");
  }

  void start() {
    if (!world.plan().faults().kinds().isEmpty()) {
      next(1);
    }
    for (LiarPlan liar : world.plan().liars()) {
      liar.lie(LieKind.AMNESIA).ifPresent(_ -> forget(liar.node(), draw.of("amnesia")));
      liar.lie(LieKind.TWINS).ifPresent(lie -> part(liar.node(), lie.aim().targets()));
    }
    List<Integer> side = side();
    if (world.plan().liars().size() > world.plan().tolerated() && !side.isEmpty()) {
      side.forEach(a -> others(side).forEach(b -> cutBoth(a, b)));
    }
  }

  /** A liar that forgets at restarts is restarted every now and then. */
  private void forget(int node, Draw restarts) {
    world
        .scheduler()
        .after(
            restarts.between(Plan.SECOND, 4 * Plan.SECOND),
            () -> {
              if (active && !afflicted.contains(node)) {
                world.node(node).crash();
                world.node(node).start();
              }
              if (active) {
                forget(node, restarts);
              }
            });
  }

  /** Each twin speaks to one side alone, and so do the other twins of that side. */
  private void part(int node, List<Integer> side) {
    if (side.isEmpty()) {
      return;
    }
    for (SimulatedNode twin : world.twins()) {
      if (twin.index() == node) {
        for (SimulatedNode peer : world.nodes()) {
          boolean twofold = world.twins().stream().anyMatch(t -> t.index() == peer.index());
          if (twofold) {
            cutBoth(twin.address(), peer.address());
          } else {
            cutBoth(side.contains(peer.index()) ? node : twin.address(), peer.address());
          }
        }
      }
    }
  }

  /** The honest nodes that one set of twins speaks to; empty where all twins speak to all. */
  private List<Integer> side() {
    return world.plan().liars().stream()
        .flatMap(liar -> liar.lie(LieKind.TWINS).stream())
        .map(lie -> lie.aim().targets().stream().filter(world::honest).toList())
        .findFirst()
        .orElse(List.of());
  }

  private List<Integer> others(List<Integer> side) {
    return world.nodes().stream()
        .map(SimulatedNode::index)
        .filter(node -> world.honest(node) && !side.contains(node))
        .toList();
  }

  private void cutBoth(int a, int b) {
    world.network().cut(a, b);
    world.network().cut(b, a);
  }

  /** The numbers of the faults that struck. */
  List<Integer> struck() {
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

  /** Every fault has a generator of its own, so that one left away changes no other. */
  private void next(int number) {
    Draw own = draw.of("strike " + number);
    long pause = own.between(world.plan().faults().minPause(), world.plan().faults().maxPause());
    world
        .scheduler()
        .after(
            pause,
            () -> {
              if (active) {
                strike(number, own.pick(world.plan().faults().kinds()), own);
                next(number + 1);
              }
            });
  }

  private void strike(int number, Fault fault, Draw own) {
    int node = own.below(world.plan().nodes());
    if (world.plan().reduction().hasStrike(number) || !allowed(fault, node)) {
      return;
    }
    faults.add(number);
    world.trace().world("strike " + number + ": " + fault + " at n" + node);
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

  private boolean allowed(Fault fault, int node) {
    boolean beyond = world.plan().faults().beyondQuorum();
    int most = world.plan().tolerated() - world.plan().liars().size();
    return switch (fault) {
      case CRASH, CRASH_BETWEEN_EFFECTS, CRASH_LOOP, ISOLATE, HALF_DEAF ->
          !afflicted.contains(node) && (beyond || !world.honest(node) || afflictedHonest() < most);
      case OUTAGE, SPLIT -> beyond && afflicted.isEmpty();
      case ONE_WAY, SLOW_DISK -> true;
    };
  }

  private long afflictedHonest() {
    return afflicted.stream().filter(world::honest).count();
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
