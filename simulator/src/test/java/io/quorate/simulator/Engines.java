package io.quorate.simulator;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.VoteContent;
import io.quorate.replica.ReplicaStatus;
import io.quorate.simulator.byzantine.Aim;
import io.quorate.simulator.byzantine.Lie;
import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The engines that scenarios run on, and what a scenario has to know of each. */
final class Engines {
  private Engines() {}

  /** All of them. */
  static List<EngineKind> all() {
    return HonestParts.ENGINES;
  }

  /** Whether a replica is not below where it voted before: rounds begin anew with every height. */
  static boolean reached(EngineKind engine, ReplicaStatus status, VoteContent vote) {
    return switch (engine) {
      case HOTSTUFF, PBFT -> status.epoch() > vote.epoch() || status.view() >= vote.view();
      case TENDERMINT ->
          status.committedHeight() + 1 > vote.height()
              || (status.committedHeight() + 1 == vote.height() && status.view() >= vote.view());
    };
  }

  /** The rule that fires when a replica gives up a view by its timer. */
  static String gaveUp(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF -> "HS-TIMEOUT";
      case PBFT -> "PBFT-VIEW-CHANGE";
      case TENDERMINT -> "TM-L57";
    };
  }

  /**
   * The rule by which a leader gives up its own proposal when nobody got it: by its timer, or in
   * Tendermint, whose proposer waits for votes alone, because a quorum prevotes nil.
   */
  static String leaderGaveUp(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF -> "HS-TIMEOUT";
      case PBFT -> "PBFT-VIEW-CHANGE";
      case TENDERMINT -> "TM-L44";
    };
  }

  /** How a trace names a proposal. */
  static String proposal(EngineKind engine) {
    return engine == EngineKind.PBFT ? "PrePrepare v" : "Proposal v";
  }

  /** What the names of the engine's rules begin with. */
  static String prefix(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF -> "HS-";
      case PBFT -> "PBFT-";
      case TENDERMINT -> "TM-";
    };
  }

  /**
   * Rules that hardly any seed reaches, and why; scripts of the engine's own tests do. Whoever adds
   * one here names the reason and the test.
   */
  static Map<String, String> scripted(EngineKind engine) {
    return switch (engine) {
      case HOTSTUFF ->
          Map.of(
              "HS-REFUSE", "an invalid block has to be its leader's and come in time: TraceTest",
              "HS-UNSAFE",
                  "a leader has to lack the certificate its voters are locked on: SafetyTest",
              "HS-PRUNE", "liars have to bring branches beyond the bound of the tree: TraceTest");
      case PBFT ->
          Map.of(
              "PBFT-REFUSE", "an invalid block has to be the primary's and come in time: TraceTest",
              "PBFT-CROWDED", "seven views have to leave a prepared run each: CrowdedRunsTest",
              "PBFT-TRUNCATE", "blocks prepared in two views have to branch: SafetyTest",
              "PBFT-PRUNE", "views have to leave more than 6Δ blocks behind them: TraceTest");
      case TENDERMINT ->
          Map.of(
              "TM-MUTE", "a disk has to be without its safety state: TraceTest",
              "TM-END", "the simulated chain has one epoch without an end: TraceTest");
    };
  }

  /** Who leads when a calm run begins: under an engine with a stable leader, who leads at all. */
  static int firstLeader(EngineKind engine, int nodes) {
    return Scene.of(engine, Plan.calm(nodes, 1)).status(0).leader();
  }

  /** The plan with one more liar, who lies to everybody whenever it can. */
  static Plan lying(Plan plan, int node, LieKind... kinds) {
    return lying(plan, node, IntStream.range(0, plan.nodes()).boxed().toList(), kinds);
  }

  /** The plan with one more liar, who lies to some. */
  static Plan lying(Plan plan, int node, List<Integer> targets, LieKind... kinds) {
    return lying(plan, node, Aim.at(targets), kinds);
  }

  /** The plan with one more liar, who lies when its aim says so. */
  static Plan lying(Plan plan, int node, Aim aim, LieKind... kinds) {
    List<LiarPlan> liars = new ArrayList<>(plan.liars());
    liars.add(new LiarPlan(node, List.of(kinds).stream().map(kind -> new Lie(kind, aim)).toList()));
    return plan.with(liars);
  }
}
