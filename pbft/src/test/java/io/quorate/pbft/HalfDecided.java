package io.quorate.pbft;

import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.EngineUnderTest;
import io.quorate.consensus.testkit.Node;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.Prepare;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network made for view changes: commits and prepares get lost, so that few replicas decide and
 * these are cut off next. What they decided must come back in O. Then the network heals.
 */
final class HalfDecided {
  private static final int STEPS = 30;

  private final Cluster cluster;
  private final SplittableRandom random;
  private final int commitsLost;
  private final int preparesLost;
  private final long slow;
  private int alone = -1;
  private boolean healed;

  private HalfDecided(EngineUnderTest engine, long seed) {
    this.cluster = engine.cluster(4);
    this.random = new SplittableRandom(seed);
    this.commitsLost = random.nextInt(20, 80);
    this.preparesLost = random.nextInt(0, 50);
    this.slow = random.nextLong(2, 60);
  }

  /**
   * One run; an {@link AssertionError} when two replicas disagree or nothing commits at the end.
   */
  static void run(EngineUnderTest engine, long seed) {
    HalfDecided run = new HalfDecided(engine, seed);
    try {
      run.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e + "\n" + run.cluster.lastNotes(), e);
    }
  }

  private void run() {
    cluster.network = (from, to, message, now) -> delays(from, to, message);
    cluster.start();
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(4) > 0) {
        cluster.submit();
      }
      cluster.run(random.nextLong(1, 3 * slow));
      // Whoever is ahead is the one to miss.
      alone = random.nextInt(4) > 0 ? highest().id : random.nextInt(-1, 4);
      cluster.run(random.nextLong(1, 4_000));
      alone = random.nextInt(3) == 0 ? alone : -1;
    }
    healed = true;
    cluster.connectAll();
    cluster.catchUpEvery(1_000);
    cluster.submit();
    if (!cluster.runUntil(30_000, cluster::allServed)) {
      throw new AssertionError("nothing commits after the network healed");
    }
    if (!cluster.refusals.isEmpty() || !cluster.evidence.isEmpty()) {
      throw new AssertionError(cluster.refusals + " " + cluster.evidence);
    }
  }

  private Node highest() {
    Node highest = cluster.nodes.getFirst();
    for (Node node : cluster.nodes) {
      highest = node.committed().height() > highest.committed().height() ? node : highest;
    }
    return highest;
  }

  private List<Long> delays(int from, int to, SignedMessage message) {
    if (healed) {
      return List.of(1L);
    }
    int lost =
        switch (message.body()) {
          case Commit _, Decision _ -> commitsLost;
          case Prepare _ -> preparesLost;
          default -> 5;
        };
    boolean cut = (from == alone) != (to == alone);
    return cut || random.nextInt(100) < lost ? List.of() : List.of(random.nextLong(1, slow));
  }
}
