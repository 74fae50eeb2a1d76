package io.quorate.simulator;

import io.quorate.simulator.byzantine.LieKind;
import java.util.List;

/** Keeps twins apart: who of two machines under one key speaks to whom. */
final class TwinSides {
  private final World world;

  TwinSides(World world) {
    this.world = world;
  }

  /** Cuts what has to be cut; with more twins than are tolerated the honest nodes as well. */
  void part() {
    for (LiarPlan liar : world.plan().liars()) {
      liar.lie(LieKind.TWINS).ifPresent(lie -> part(liar.node(), lie.aim().targets()));
    }
    List<Integer> side = side();
    if (world.plan().liars().size() > world.plan().tolerated() && !side.isEmpty()) {
      side.forEach(a -> others(side).forEach(b -> cutBoth(a, b)));
    }
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
}
