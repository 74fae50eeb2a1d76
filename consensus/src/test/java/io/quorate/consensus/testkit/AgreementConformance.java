package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One log, whatever the network does. Part of {@link EngineConformance}. */
interface AgreementConformance {
  EngineUnderTest engine();

  @Test
  @DisplayName("commits come in order, without gaps, each with a certificate that holds")
  default void order() {
    Cluster cluster = engine().cluster(4);
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.Commit commit) {
            assertTrue(commit.proof().verify(cluster.epoch).accepted(), commit::toString);
          }
        };
    cluster.start().serve(30, 10_000);
    for (Node node : cluster.nodes) {
      long height = 0;
      Hash parent = cluster.fixture.root().hash();
      for (Block block : node.disk.seen().log.values()) {
        assertEquals(++height, block.height());
        assertEquals(parent, block.parent());
        parent = block.hash();
      }
      assertEquals(node.committed().height(), height);
    }
  }

  @Test
  @DisplayName("S2 n = 4, 5, 7: a quorum commits, one validator fewer never does")
  default void thresholds() {
    for (int n : List.of(4, 5, 7)) {
      int quorum = 2 * n / 3 + 1;
      assertTrue(commits(engine().fixture(n), (1 << quorum) - 1), n + " with a quorum");
      assertFalse(commits(engine().fixture(n), (1 << (quorum - 1)) - 1), n + " with one fewer");
    }
  }

  @Test
  @DisplayName(
      "S2 weighted validators: every set that holds more than two thirds of the power commits")
  default void weights() {
    Fixture fixture = Fixture.weighted(engine().factory(), 1, 2, 3, 4);
    for (int up = 1; up < 16; up++) {
      assertEquals(power(fixture, up) >= 7, commits(fixture, up), "replicas " + up);
    }
  }

  private static long power(Fixture fixture, int up) {
    long power = 0;
    for (int i = 0; i < fixture.size(); i++) {
      power += (up >> i & 1) * fixture.epoch.validators().get(i).power();
    }
    return power;
  }

  private static boolean commits(Fixture fixture, int up) {
    Cluster cluster = new Cluster(fixture);
    cluster.nodes.stream().filter(node -> (up >> node.id & 1) == 1).forEach(Node::start);
    cluster.submit();
    return cluster.runUntil(60_000, cluster::allServed);
  }

  @Test
  @DisplayName(
      "every pair cut off or stopped in the middle of a block, and back: agreement, progress")
  default void everyPair() {
    for (int one = 0; one < 4; one++) {
      for (int other = one + 1; other < 4; other++) {
        for (int moment = 0; moment < 12; moment++) {
          pair(1 << one | 1 << other, moment, true);
          pair(1 << one | 1 << other, moment, false);
        }
      }
    }
  }

  private void pair(int pair, int moment, boolean stopped) {
    Cluster cluster = engine().cluster(4).start();
    cluster.serve(2, 10_000);
    cluster.submit();
    cluster.run(moment);
    boolean[] cut = {true};
    cluster.network =
        (from, to, message, now) ->
            cut[0] && (pair >> from & 1) != (pair >> to & 1) ? List.of() : List.of(1L);
    List<Node> two = cluster.nodes.stream().filter(node -> (pair >> node.id & 1) == 1).toList();
    if (stopped) {
      two.forEach(Node::crash);
    }
    cluster.submit();
    cluster.run(15_000);
    cut[0] = false;
    two.forEach(Node::startIfDown);
    cluster.connectAll();
    cluster.submit();
    assertTrue(
        cluster.runUntil(20_000, cluster::allServed),
        "pair " + pair + " moment " + moment + " stopped " + stopped);
    assertEquals(List.of(), cluster.evidence);
  }

  @Test
  @DisplayName("messages late, twice, and in any order: agreement, progress, nobody accused")
  default void reordered() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Cluster cluster = engine().cluster(4);
      cluster.network =
          (from, to, message, now) -> {
            List<Long> delays = new ArrayList<>();
            for (int copies = random.nextInt(1, 4); copies > 0; copies--) {
              delays.add(random.nextLong(1, random.nextInt(5) == 0 ? 2_000 : 50));
            }
            return delays;
          };
      cluster.start().serve(8, 60_000);
      assertEquals(List.of(), cluster.evidence, "seed " + seed);
      assertEquals(List.of(), cluster.refusals, "seed " + seed);
    }
  }

  @Test
  @DisplayName("equal runs end in equal states, note by note; another seed does not")
  default void deterministic() {
    assertEquals(Swarm.run(engine(), 4, 77), Swarm.run(engine(), 4, 77));
    assertFalse(Swarm.run(engine(), 4, 77).equals(Swarm.run(engine(), 4, 78)));
  }

  @Test
  @DisplayName("S26 S29 S35 S42 random faults, then the network heals and everything commits")
  default void swarm() {
    long factor = Long.getLong("quorate.swarm.factor", 1);
    for (long seed = 1; seed <= 120 * factor; seed++) {
      Swarm.run(engine(), 4, seed);
    }
    for (long seed = 1; seed <= 20 * factor; seed++) {
      Swarm.run(engine(), 5, seed);
    }
    for (long seed = 1; seed <= 40 * factor; seed++) {
      Swarm.run(engine(), 7, seed);
    }
  }

  @Test
  @DisplayName("S10 S26 the same with a leader that lies")
  default void lyingSwarm() {
    long factor = Long.getLong("quorate.swarm.factor", 1);
    for (long seed = 1; seed <= 60 * factor; seed++) {
      Swarm.lies(engine(), 4, seed);
    }
    for (long seed = 1; seed <= 20 * factor; seed++) {
      Swarm.lies(engine(), 7, seed);
    }
  }
}
