package io.quorate.tendermint;

import io.quorate.consensus.Phase;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.List;

/**
 * Four replicas, one of them a liar. In round 0 one replica decides and is cut off, one is locked
 * and restarts, one knows of no polka and proposes in round 1, where the liar votes for anything.
 * Only the lock stands between its proposal and a fork.
 */
final class HalfDecided {
  private final Cluster cluster;
  private final Scribe scribe;
  private final int height;
  private final int decider;
  private final int locked;
  private final int free;
  private final int liar;
  private boolean bad;

  private HalfDecided(Fixture fixture, int seed) {
    this.cluster = new Cluster(fixture);
    this.scribe = new Scribe(fixture);
    this.height = 1 + seed % 4;
    this.free = height % 4;
    boolean swap = seed / 4 % 2 == 1;
    this.decider = (free + 3) % 4;
    this.locked = (free + (swap ? 1 : 2)) % 4;
    this.liar = (free + (swap ? 2 : 1)) % 4;
    cluster.byzantine.add(liar);
    cluster.network = (from, to, message, now) -> lost(from, to, message) ? List.of() : List.of(1L);
    cluster.watcher = this::watch;
  }

  /** One try; throws when a checker objects. Seeds are 0 to 7. */
  static void run(Fixture fixture, int seed) {
    new HalfDecided(fixture, seed).run();
  }

  private void run() {
    cluster.start();
    if (height > 1) {
      cluster.serve(height - 1, 1_000);
    }
    bad = true;
    cluster.submit();
    cluster.run(100);
    Node restarted = cluster.nodes.get(locked);
    restarted.crash();
    restarted.start();
    cluster.run(200);
    tell(Phase.TENDERMINT_PRECOMMIT, 0, Hash.ZERO, locked, free);
    cluster.submit();
    cluster.run(3_000);
    bad = false;
    cluster.connectAll();
    cluster.serve(2, 20_000);
  }

  private boolean lost(int from, int to, SignedMessage message) {
    if (!bad) {
      return false;
    }
    boolean proposal = message.body() instanceof Proposal;
    if (!(proposal || message.body() instanceof Vote) || from == liar) {
      return true;
    }
    boolean prevote =
        message.body() instanceof Vote vote && vote.content().phase() == Phase.TENDERMINT_PREVOTE;
    return from == decider && !proposal && (to == free || !prevote);
  }

  private void watch(int node, Effect effect) {
    if (!bad || node == liar || !(effect instanceof Effect.Broadcast(Proposal proposal))) {
      return;
    }
    Hash value = proposal.block().hash();
    long round = proposal.round();
    if (round == 0 && proposal.block().height() == height) {
      tell(Phase.TENDERMINT_PREVOTE, 0, value, decider, locked);
      tell(Phase.TENDERMINT_PREVOTE, 0, Hash.ZERO, free);
      tell(Phase.TENDERMINT_PRECOMMIT, 0, value, decider);
    } else if (node == free) {
      tell(Phase.TENDERMINT_PREVOTE, round, value, locked, free);
      tell(Phase.TENDERMINT_PRECOMMIT, round, value, locked, free);
    }
  }

  private void tell(Phase phase, long round, Hash subject, int... to) {
    for (int each : to) {
      SignedMessage vote = scribe.vote(liar, phase, height, round, subject);
      cluster.at(2, () -> cluster.nodes.get(each).receive(vote));
    }
  }
}
