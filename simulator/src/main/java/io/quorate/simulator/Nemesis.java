package io.quorate.simulator;

import io.quorate.simulator.byzantine.LieKind;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Breaks things while the safety phase lasts. Unless the plan allows more, never more than f nodes
 * lie, are down or are cut off at once. Not thread-safe.
 */
final class Nemesis {
  private final World world;
  private final Draw draw;
  private final Strikes strikes;
  private final List<Integer> faults = new ArrayList<>();

  Nemesis(World world) {
    this.world = world;
    this.draw = new Draw(world.plan().seed()).of("nemesis");
    this.strikes = new Strikes(world);
  }

  void start() {
    if (!world.plan().faults().kinds().isEmpty()) {
      next(1);
    }
    for (LiarPlan liar : world.plan().liars()) {
      liar.lie(LieKind.AMNESIA).ifPresent(_ -> forget(liar.node(), draw.of("amnesia")));
    }
    new TwinSides(world).part();
  }

  /** A liar that forgets at restarts is restarted every now and then. */
  private void forget(int node, Draw restarts) {
    world
        .scheduler()
        .after(
            restarts.between(Plan.SECOND, 4 * Plan.SECOND),
            () -> {
              if (strikes.active() && !afflicted().contains(node)) {
                world.node(node).crash();
                world.node(node).start();
              }
              if (strikes.active()) {
                forget(node, restarts);
              }
            });
  }

  /** The numbers of the faults that struck. */
  List<Integer> struck() {
    return faults;
  }

  /** Nothing new breaks, what is broken is repaired, and all but the given nodes run. */
  void heal(SortedSet<Integer> dead) {
    strikes.end();
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
              if (strikes.active()) {
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
    strikes.strike(fault, node, own);
  }

  private boolean allowed(Fault fault, int node) {
    boolean beyond = world.plan().faults().beyondQuorum();
    int most = world.plan().tolerated() - world.plan().liars().size();
    return switch (fault) {
      case CRASH, CRASH_BETWEEN_EFFECTS, CRASH_LOOP, ISOLATE, HALF_DEAF ->
          !afflicted().contains(node)
              && (beyond || !world.honest(node) || afflictedHonest() < most);
      case OUTAGE, SPLIT -> beyond && afflicted().isEmpty();
      case ONE_WAY, SLOW_DISK -> true;
    };
  }

  private SortedSet<Integer> afflicted() {
    return strikes.afflicted();
  }

  private long afflictedHonest() {
    return afflicted().stream().filter(world::honest).count();
  }
}
