package io.quorate.simulator;

import io.quorate.consensus.ChainParameters;
import io.quorate.mempool.MempoolLimits;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.Plan.DiskPlan;
import io.quorate.simulator.Plan.FaultPlan;
import io.quorate.simulator.Plan.NetworkPlan;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayList;
import java.util.List;

/** Draws everything but the liars from the seed: swarm testing, each run has its own trouble. */
final class DrawnPlan {
  private DrawnPlan() {}

  /** The plan without liars and with nothing left away. */
  static Plan of(SimulationOptions options) {
    Draw draw = new Draw(options.seed()).of("plan");
    long base = draw.pick(List.of(200L, 500L, 1_000L));
    ChainParameters chain =
        new ChainParameters(
            draw.pick(List.of(1_024, 64 << 10)),
            draw.pick(List.of(64 << 10, 1 << 20)),
            draw.pick(List.of(1, 3, 20, 1_000)),
            draw.pick(List.of(200L, 100_000L)),
            draw.pick(List.of(4, 8, 32)),
            base,
            base * draw.pick(List.of(2, 4, 8)),
            10_000,
            epochLength(new Draw(options.seed()).of("epochs")));
    return new Plan(
        options.nodes(),
        options.seed(),
        options.realSignatures(),
        chain,
        draw.chance(250) ? new MempoolLimits(40, 256 << 10, 12, 64 << 10) : MempoolLimits.DEFAULT,
        draw.pick(List.of(200L, 500L, 1_000L)),
        draw.pick(List.of(1L, 5L, 20L)),
        50,
        draw.pick(List.of(500L, 5 * Plan.MILLI, 80 * Plan.MILLI)),
        draw.pick(List.of(0L, 50L, 3_000L)),
        network(draw),
        new DiskPlan(50, draw.pick(List.of(300L, 4 * Plan.MILLI, 60 * Plan.MILLI))),
        clients(draw),
        faults(draw, (options.nodes() - 1) / 3),
        draw.between(8, 24) * Plan.SECOND,
        List.of(),
        options.reduction());
  }

  private static NetworkPlan network(Draw draw) {
    long max = draw.pick(List.of(4 * Plan.MILLI, 20 * Plan.MILLI, 80 * Plan.MILLI));
    return new NetworkPlan(
        300,
        max,
        draw.pick(List.of(0, 0, 3, 20)),
        draw.pick(List.of(300 * Plan.MILLI, 3 * Plan.SECOND)),
        draw.pick(List.of(0, 0, 5, 50, 200)),
        draw.pick(List.of(0, 0, 10, 100)),
        draw.chance(600));
  }

  private static ClientPlan clients(Draw draw) {
    return new ClientPlan(
        (int) draw.between(1, 5),
        5 * Plan.MILLI,
        draw.pick(List.of(200 * Plan.MILLI, 1 * Plan.SECOND, 6 * Plan.SECOND)),
        draw.pick(List.of(3, 30)),
        draw.pick(List.of(1, 8, 40)),
        draw.pick(List.of(0, 50, 300)),
        draw.between(500, 4_000) * Plan.MILLI);
  }

  private static FaultPlan faults(Draw draw, int f) {
    List<Fault> kinds = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (draw.chance(450)) {
        kinds.add(fault);
      }
    }
    return new FaultPlan(
        kinds,
        100 * Plan.MILLI,
        draw.pick(List.of(500 * Plan.MILLI, 2 * Plan.SECOND, 5 * Plan.SECOND)),
        draw.pick(List.of(500 * Plan.MILLI, 3 * Plan.SECOND, 10 * Plan.SECOND)),
        draw.chance(400),
        draw.chance(300) ? draw.below(f + 1) : 0);
  }

  /** In half of the runs epochs end every few dozen heights. */
  private static long epochLength(Draw draw) {
    return draw.chance(500) ? draw.between(20, 60) : ChainParameters.DEFAULT_EPOCH_LENGTH;
  }
}
