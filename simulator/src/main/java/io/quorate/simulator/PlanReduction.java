package io.quorate.simulator;

import io.quorate.consensus.ChainParameters;
import io.quorate.mempool.MempoolLimits;
import io.quorate.simulator.Plan.ClientPlan;
import io.quorate.simulator.Plan.DiskPlan;
import io.quorate.simulator.Plan.NetworkPlan;
import io.quorate.simulator.Reduction.Part;
import java.util.ArrayList;
import java.util.List;

/** Takes out of a drawn plan what a {@link Reduction} leaves away. */
final class PlanReduction {
  private PlanReduction() {}

  static Plan of(Plan drawn, Reduction without) {
    if (without.none()) {
      return drawn;
    }
    Plan plan =
        drawn
            .with(network(drawn.network(), without))
            .with(clients(drawn.clients(), without))
            .with(liars(drawn.liars(), without))
            .with(
                drawn
                    .faults()
                    .with(drawn.faults().kinds().stream().filter(f -> !without.has(f)).toList()));
    if (without.has(Part.SLOW_DISKS)) {
      plan = plan.with(DiskPlan.CALM);
    }
    if (without.has(Part.SMALL_LIMITS)) {
      plan = plan.with(MempoolLimits.DEFAULT).with(limits(plan.chain()));
    }
    if (without.has(Part.SHORT_EPOCHS)) {
      plan = plan.with(plan.chain().withEpochLength(ChainParameters.DEFAULT_EPOCH_LENGTH));
    }
    if (without.has(Part.DEATHS)) {
      plan = plan.with(plan.faults().withDeadForever(0));
    }
    if (without.has(Part.CLOCK_SKEW)) {
      plan = plan.withoutClockSkew();
    }
    if (without.has(Part.SLOW_EXECUTION)) {
      plan = plan.withoutSlowExecution();
    }
    long safety = without.faultMillis().orElse(plan.safety() / Plan.MILLI) * Plan.MILLI;
    return plan.withSafety(Math.min(plan.safety(), safety));
  }

  private static NetworkPlan network(NetworkPlan drawn, Reduction without) {
    return new NetworkPlan(
        drawn.minDelay(),
        drawn.maxDelay(),
        without.has(Part.SPIKES) ? 0 : drawn.spikePerMille(),
        drawn.maxSpike(),
        without.has(Part.DROPS) ? 0 : drawn.dropPerMille(),
        without.has(Part.DUPLICATES) ? 0 : drawn.duplicatePerMille(),
        drawn.reorder() && !without.has(Part.REORDERING));
  }

  private static ClientPlan clients(ClientPlan drawn, Reduction without) {
    return new ClientPlan(
        without.has(Part.CLIENTS) ? 1 : drawn.clients(),
        drawn.minThink(),
        drawn.maxThink(),
        drawn.keys(),
        drawn.inFlight(),
        without.has(Part.GARBAGE) ? 0 : drawn.garbagePerMille(),
        drawn.retry());
  }

  private static List<LiarPlan> liars(List<LiarPlan> drawn, Reduction without) {
    List<LiarPlan> left = new ArrayList<>();
    for (LiarPlan liar : drawn) {
      LiarPlan fewer =
          new LiarPlan(
              liar.node(),
              liar.lies().stream()
                  .filter(lie -> !without.hasLie(liar.node(), lie.kind().label()))
                  .toList());
      if (!without.hasLiar(liar.node()) && !fewer.lies().isEmpty()) {
        left.add(fewer);
      }
    }
    return left;
  }

  private static ChainParameters limits(ChainParameters drawn) {
    ChainParameters usual = ChainParameters.DEFAULT;
    return new ChainParameters(
        usual.maxTransactionBytes(),
        usual.maxBlockBytes(),
        usual.maxBlockTransactions(),
        usual.maxExpiryHeights(),
        drawn.executionLag(),
        drawn.baseTimeoutMillis(),
        drawn.maxTimeoutMillis(),
        drawn.maxClockDriftMillis(),
        drawn.epochLength());
  }
}
