package io.quorate.consensus.testkit;

import io.quorate.consensus.engine.SignedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * One replica stops before one effect and starts again; then every proposal it had got before comes
 * once more, and ahead of it another of the same view. A replica that spoke before it was durable,
 * or that forgot, signs a contradiction now. So does one whose own proposals are not durable: the
 * pool has changed meanwhile.
 */
public final class RivalAfterRestart {
  private static final long DOWN = 200;
  private static final long LIMIT = 40_000;

  private final EngineUnderTest engine;
  private final Cluster cluster;
  private final Node victim;
  private final List<SignedMessage> proposals = new ArrayList<>();
  private int left;
  private boolean struck;

  private RivalAfterRestart(EngineUnderTest engine, int victim, int moment, long sync) {
    this.engine = engine;
    this.cluster = engine.cluster(4);
    this.victim = cluster.nodes.get(victim);
    this.victim.syncDelay = sync;
    this.left = moment;
  }

  /**
   * One try.
   *
   * @param victim which replica
   * @param moment before which of its effects, from 1 after the first commit
   * @param sync milliseconds that its disk takes
   * @return false when the run has fewer effects than that
   */
  public static boolean run(EngineUnderTest engine, int victim, int moment, long sync) {
    return new RivalAfterRestart(engine, victim, moment, sync).run();
  }

  private boolean run() {
    cluster.start();
    cluster.serve(1, LIMIT);
    cluster.forger = this::record;
    cluster.watcher = (node, effect) -> strike(node);
    for (int i = 0; i < 3; i++) {
      cluster.submit();
      cluster.runUntil(LIMIT, cluster::allServed);
    }
    if (!struck) {
      return false;
    }
    cluster.watcher = (node, effect) -> {};
    cluster.connectAll();
    cluster.catchUpEvery(1_000);
    cluster.serve(2, LIMIT);
    return true;
  }

  private SignedMessage record(int from, int to, SignedMessage message) {
    if (to == victim.id && !struck && engine.isProposal(message.body())) {
      proposals.add(message);
    }
    return message;
  }

  private void strike(int node) {
    if (node != victim.id || struck || --left > 0) {
      return;
    }
    struck = true;
    victim.crash();
    cluster.submit();
    cluster.at(DOWN, this::comeBack);
  }

  private void comeBack() {
    victim.start();
    for (SignedMessage proposal : proposals.reversed()) {
      if (proposal.sender() != victim.index) {
        Liar.rival(cluster, engine, proposal).ifPresent(victim::receive);
        victim.receive(proposal);
      }
    }
  }
}
