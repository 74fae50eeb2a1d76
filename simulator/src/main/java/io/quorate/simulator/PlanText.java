package io.quorate.simulator;

import java.util.List;

/** A plan for people: the head of every report. */
final class PlanText {
  private PlanText() {}

  static List<String> of(Plan plan) {
    return List.of(
        "nodes "
            + plan.nodes()
            + ", seed "
            + plan.seed()
            + ", signatures "
            + (plan.realSignatures() ? "ed25519" : "simulated"),
        "chain: " + plan.chain(),
        "mempool: " + plan.mempool(),
        "replica: tick "
            + plan.tickMillis()
            + " ms, spread "
            + plan.spreadMillis()
            + " ms, execution "
            + plan.minExecution()
            + " to "
            + plan.maxExecution()
            + " us, clocks off by up to "
            + plan.clockSkewMillis()
            + " ms",
        "network: " + plan.network(),
        "disk: " + plan.disk(),
        "clients: " + plan.clients(),
        "faults: " + plan.faults(),
        "byzantine: " + (plan.liars().isEmpty() ? "nobody" : plan.liars().toString()),
        "phases: faults for "
            + plan.safety() / Plan.MILLI
            + " ms, then everything has to be in order within "
            + plan.livenessBound() / Plan.MILLI
            + " ms and what the blocks take that hold what is pending then");
  }
}
