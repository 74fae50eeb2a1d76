package io.quorate.simulator;

import io.quorate.simulator.byzantine.Aim;
import io.quorate.simulator.byzantine.Lie;
import io.quorate.simulator.byzantine.LieKind;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Draws who lies in a run, and how. */
final class DrawnLiars {
  private static final int MOST_LIES = 3;

  private DrawnLiars() {}

  static List<LiarPlan> of(SimulationOptions options) {
    Draw draw = new Draw(options.seed()).of("liars");
    int tolerated = (options.nodes() - 1) / 3;
    int drawn = draw.chance(600) ? 1 + draw.below(tolerated) : 0;
    int count = options.liars().count().orElse(drawn);
    SortedSet<Integer> chosen = nodes(draw, options.nodes(), count);
    List<Integer> side = side(draw, options.nodes(), chosen);
    List<LiarPlan> liars = new ArrayList<>();
    for (int node : chosen) {
      liars.add(new LiarPlan(node, lies(draw.of("node " + node), options, side)));
    }
    return liars;
  }

  private static SortedSet<Integer> nodes(Draw draw, int nodes, int count) {
    SortedSet<Integer> chosen = new TreeSet<>();
    while (chosen.size() < count) {
      chosen.add(draw.below(nodes));
    }
    return chosen;
  }

  private static List<Lie> lies(Draw draw, SimulationOptions options, List<Integer> side) {
    List<Lie> lies = new ArrayList<>();
    for (LieKind kind : kinds(draw, options)) {
      // Twins of one run agree on whom each of them speaks to.
      Aim aim = kind == LieKind.TWINS ? Aim.at(side) : Aim.draw(draw, options.nodes());
      lies.add(new Lie(kind, aim));
    }
    return lies;
  }

  private static List<LieKind> kinds(Draw draw, SimulationOptions options) {
    if (!options.liars().kinds().isEmpty()) {
      return options.liars().kinds();
    }
    SortedSet<LieKind> kinds = new TreeSet<>();
    int count = 1 + draw.below(MOST_LIES);
    for (int i = 0; i < count; i++) {
      kinds.add(draw.pick(List.of(LieKind.values())));
    }
    return List.copyOf(kinds);
  }

  /** Every other honest node; or nobody, and all twins speak to all. */
  private static List<Integer> side(Draw draw, int nodes, SortedSet<Integer> liars) {
    List<Integer> side = new ArrayList<>();
    boolean in = draw.chance(500);
    for (int node = 0; node < nodes; node++) {
      if (!liars.contains(node)) {
        if (in) {
          side.add(node);
        }
        in = !in;
      }
    }
    return draw.chance(200) ? List.of() : side;
  }
}
