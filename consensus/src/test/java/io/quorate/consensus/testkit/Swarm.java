package io.quorate.consensus.testkit;

import io.quorate.consensus.engine.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Faults drawn from a seed, safety checked all the while; then the network heals and everything
 * must commit. Every failure begins with what was drawn, the seed included.
 */
public final class Swarm {
  private static final int STEPS = 25;
  private static final long HEALED = 30_000;

  private final Cluster cluster;
  private final SplittableRandom random;
  private final int n;
  private final int faulty;
  private final int loss;
  private final int slow;
  private final long sync;
  private final boolean crashes;
  private final boolean partitions;
  private final int liar;
  private final String drawn;
  private boolean healed;
  private int cut;

  private Swarm(EngineUnderTest engine, int n, long seed, boolean lies) {
    this.cluster = engine.cluster(n);
    this.random = new SplittableRandom(seed);
    this.n = n;
    this.faulty = (n - 1) / 3;
    this.loss = random.nextInt(0, 4) * 8;
    this.slow = random.nextInt(1, 400);
    this.crashes = random.nextInt(3) > 0;
    this.partitions = random.nextInt(3) > 0;
    this.sync = random.nextInt(3) * (long) random.nextInt(20);
    this.liar = lies && random.nextInt(3) > 0 ? random.nextInt(n) : -1;
    this.drawn =
        "n=%d seed=%d loss=%d%% delay<%dms sync=%dms crashes=%b partitions=%b liar=%d"
            .formatted(n, seed, loss, slow, sync, crashes, partitions, liar);
    if (liar >= 0) {
      new Liar(cluster, engine, liar, random.nextInt(2) * (long) random.nextInt(1, slow + 1))
          .install();
    }
  }

  /** One run among honest replicas; what they noted and their states at the end. */
  public static List<String> run(EngineUnderTest engine, int n, long seed) {
    return new Swarm(engine, n, seed, false).run();
  }

  /** One run in which a leader may lie. */
  public static List<String> lies(EngineUnderTest engine, int n, long seed) {
    return new Swarm(engine, n, seed, true).run();
  }

  private List<String> run() {
    cluster.network = (from, to, message, now) -> delays(from, to);
    cluster.watcher = this::crash;
    cluster.nodes.forEach(node -> node.syncDelay = sync);
    try {
      cluster.start();
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      heal();
      check();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(drawn + ": " + e + "\n" + cluster.lastNotes(), e);
    }
    List<String> result = new ArrayList<>();
    for (Node node : cluster.nodes) {
      result.addAll(node.trace);
      result.add(node.engine.orElseThrow().stateHash().toHex());
    }
    return result;
  }

  private List<Long> delays(int from, int to) {
    if (healed) {
      return List.of(1L + random.nextInt(3));
    }
    if ((cut >> from & 1) != (cut >> to & 1) || random.nextInt(100) < loss) {
      return List.of();
    }
    List<Long> delays = new ArrayList<>();
    delays.add(1L + random.nextInt(slow));
    if (random.nextInt(20) == 0) {
      delays.add(1L + random.nextInt(3_000));
    }
    return delays;
  }

  /** A crash between any two effects: what was not durable before is lost (S26). */
  private void crash(int node, Effect effect) {
    if (!healed
        && crashes
        && !(effect instanceof Effect.Note)
        && random.nextInt(600) == 0
        && down() < faulty) {
      Node victim = cluster.nodes.get(node);
      victim.crash();
      cluster.at(random.nextInt(1, 8_000), victim::startIfDown);
    }
  }

  private long down() {
    return cluster.nodes.stream().filter(node -> !node.running()).count();
  }

  private void step() {
    if (random.nextInt(3) > 0) {
      cluster.submit();
    }
    if (partitions && random.nextInt(3) == 0) {
      cut = random.nextInt(1 << n);
    }
    if (crashes && random.nextInt(12) == 0) {
      cluster.nodes.forEach(Node::crash);
      cluster.nodes.forEach(Node::start);
    }
    cluster.run(random.nextInt(1, 1_500));
  }

  private void heal() {
    healed = true;
    cluster.nodes.forEach(Node::startIfDown);
    cluster.connectAll();
    cluster.catchUpEvery(1_000);
    cluster.submit();
  }

  private void check() {
    if (!cluster.runUntil(HEALED, cluster::allServed)) {
      throw new AssertionError("nothing commits after the network healed");
    }
    if (cluster.refusals.stream().anyMatch(refusal -> refusal.sender() != liar)) {
      throw new AssertionError("an honest replica's message was refused: " + cluster.refusals);
    }
    cluster.evidence.forEach(evidence -> {
      if (evidence.validator() != liar || !evidence.verify(cluster.epoch).accepted()) {
        throw new AssertionError("evidence against the honest: " + evidence);
      }
    });
  }
}
