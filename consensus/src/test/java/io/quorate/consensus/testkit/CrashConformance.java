package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Stops and starts at every point. Part of {@link EngineConformance}. */
interface CrashConformance {
  EngineUnderTest engine();

  @Test
  @DisplayName(
      "S26 S31 one replica stops before each of its effects and returns: no contradiction, live")
  default void oneAtEveryEffect() {
    for (long sync : List.of(0L, 3L)) {
      for (int victim = 0; victim < 4; victim++) {
        int moment = 1;
        while (stopOne(victim, moment, sync)) {
          moment++;
        }
        assertTrue(moment > 10, "a run of " + moment + " effects shows nothing");
      }
    }
  }

  /** False when the victim has fewer effects than that. */
  private boolean stopOne(int victim, int moment, long sync) {
    Cluster cluster = engine().cluster(4);
    Node node = cluster.nodes.get(victim);
    node.syncDelay = sync;
    cluster.start().serve(1, 10_000);
    int[] left = {moment};
    cluster.watcher =
        (who, effect) -> {
          if (who == victim && --left[0] == 0) {
            node.crash();
            cluster.at(200, node::start);
          }
        };
    String at = "victim " + victim + " moment " + moment + " sync " + sync;
    for (int i = 0; i < 3; i++) {
      cluster.submit();
      assertTrue(cluster.runUntil(20_000, () -> cluster.pending.isEmpty()), at);
    }
    if (left[0] > 0) {
      return false;
    }
    cluster.run(300);
    cluster.connectAll();
    node.catchUp();
    cluster.serve(2, 20_000);
    assertEquals(List.of(), cluster.evidence, at);
    assertEquals(List.of(), cluster.refusals, at);
    return true;
  }

  @Test
  @DisplayName(
      "S26 as before, and the leaders show it other blocks when it returns: persist before you speak")
  default void rivalsAfterRestart() {
    for (long sync : List.of(0L, 3L)) {
      for (int victim = 0; victim < 4; victim++) {
        int moment = 1;
        while (RivalAfterRestart.run(engine(), victim, moment, sync)) {
          moment++;
        }
        assertTrue(moment > 10, "a run of " + moment + " effects shows nothing");
      }
    }
  }

  @Test
  @DisplayName(
      "S29 S30 all stop at every moment of a block's way and return: nothing committed is lost")
  default void allAtEveryEffect() {
    for (int moment = 1; moment < 160; moment += 3) {
      Cluster cluster = engine().cluster(4);
      cluster.nodes.forEach(node -> node.syncDelay = 2);
      cluster.start().serve(2, 10_000);
      cluster.submit();
      int[] left = {moment};
      cluster.watcher =
          (node, effect) -> {
            if (--left[0] == 0) {
              cluster.nodes.forEach(Node::crash);
              cluster.at(
                  500,
                  () -> {
                    cluster.nodes.forEach(Node::start);
                    cluster.connectAll();
                  });
            }
          };
      assertTrue(cluster.runUntil(10_500, cluster::allServed), "moment " + moment);
      cluster.run(1_000);
      cluster.serve(3, 10_000);
      assertEquals(List.of(), cluster.evidence, "moment " + moment);
    }
  }
}
