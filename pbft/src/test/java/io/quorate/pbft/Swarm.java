package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run under drawn faults: crashes between any two effects, writes that were not synced, loss,
 * delay, duplicates, partitions; then the network heals and everything must commit.
 */
final class Swarm {
  private Swarm() {}

  /** The traces and final states; an {@link AssertionError} names the seed. */
  static List<String> run(EngineFactory factory, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Cluster cluster = new Cluster(new Fixture(factory, n));
    int f = (n - 1) / 3;
    int loss = random.nextInt(0, 4) * 8;
    int slow = random.nextInt(1, 400);
    boolean crashes = random.nextInt(3) > 0;
    boolean partitions = random.nextInt(3) > 0;
    long sync = random.nextInt(4) == 0 ? random.nextInt(1, 40) : 0;
    long execution = random.nextInt(4) == 0 ? random.nextInt(1, 300) : 0;
    cluster.nodes.forEach(node -> {
      node.syncDelay = sync;
      node.executionDelay = execution;
    });
    String drawn =
        "n="
            + n
            + " seed="
            + seed
            + " loss="
            + loss
            + "% delay<"
            + slow
            + "ms crashes="
            + crashes
            + " partitions="
            + partitions
            + " sync="
            + sync
            + "ms execution="
            + execution
            + "ms";
    boolean[] faulty = {true};
    int[] cut = {0};
    cluster.network =
        (from, to, message, now) -> {
          if (!faulty[0]) {
            return List.of(1L + random.nextInt(3));
          }
          if ((cut[0] >> from & 1) != (cut[0] >> to & 1) || random.nextInt(100) < loss) {
            return List.of();
          }
          List<Long> delays = new ArrayList<>();
          delays.add(1L + random.nextInt(slow));
          if (random.nextInt(20) == 0) {
            delays.add(1L + random.nextInt(3_000));
          }
          return delays;
        };
    cluster.watcher =
        (node, effect) -> {
          // A crash between any two effects: what was not persisted before is lost (S26).
          if (faulty[0]
              && crashes
              && random.nextInt(600) == 0
              && down(cluster) < f
              && !(effect instanceof Effect.Note)) {
            Node victim = cluster.nodes.get(node);
            victim.crash();
            cluster.at(random.nextInt(1, 8_000), victim::startIfDown);
          }
        };
    try {
      cluster.start();
      for (int i = 0; i < 25; i++) {
        if (random.nextInt(3) > 0) {
          cluster.submit();
        }
        if (partitions && random.nextInt(3) == 0) {
          cut[0] = random.nextInt(1 << n);
        }
        if (crashes && random.nextInt(12) == 0) {
          cluster.nodes.forEach(Node::crash);
          cluster.nodes.forEach(Node::start);
        }
        cluster.run(random.nextInt(1, 1_500));
      }
      faulty[0] = false;
      cluster.nodes.forEach(Node::startIfDown);
      cluster.connectAll();
      cluster.submit();
      boolean served = cluster.runUntil(20_000, cluster::allServed);
      assertTrue(
          served, () -> drawn + ": nothing commits after the network healed\n" + last(cluster));
      assertTrue(cluster.refusals.isEmpty(), () -> drawn + ": " + cluster.refusals);
      assertTrue(cluster.evidence.isEmpty(), () -> drawn + ": evidence against the honest");
    } catch (AssertionError e) {
      throw new AssertionError(drawn + ": " + e.getMessage() + "\n" + last(cluster), e);
    } catch (RuntimeException e) {
      throw new AssertionError(drawn, e);
    }
    List<String> result = new ArrayList<>();
    for (Node node : cluster.nodes) {
      result.addAll(node.trace);
      result.add(node.engine.orElseThrow().stateHash().toHex());
    }
    return result;
  }

  private static long down(Cluster cluster) {
    return cluster.nodes.stream().filter(node -> !node.running()).count();
  }

  private static String last(Cluster cluster) {
    StringBuilder text = new StringBuilder();
    for (Node node : cluster.nodes) {
      text.append("--- ").append(node.index).append(' ').append(node.committed()).append('\n');
      int size = node.trace.size();
      node.trace.subList(Math.max(0, size - 25), size).forEach(l -> text.append(l).append('\n'));
    }
    return text.toString();
  }
}
