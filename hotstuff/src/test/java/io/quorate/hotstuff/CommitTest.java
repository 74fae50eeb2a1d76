package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.testkit.Cluster;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CommitTest {

  @Test
  @DisplayName("four replicas commit what clients send, at once, and rest afterwards")
  void commits() {
    Cluster cluster = HotStuff.cluster(4).start();
    cluster.submit();
    boolean served = cluster.runUntil(100, cluster::allServed);
    if (!served) {
      cluster.nodes.forEach(n -> System.out.println(String.join("\n" + n.index + " ", n.trace)));
    }
    assertTrue(served);
    cluster.run(60_000);
    assertEquals(0, cluster.nodes.stream().mapToInt(n -> n.timers.size()).sum());
    for (int i = 0; i < 50; i++) {
      cluster.submit();
      assertTrue(cluster.runUntil(100, cluster::allServed));
    }
    assertEquals(0, cluster.refusals.size(), () -> cluster.refusals.toString());
  }
}
