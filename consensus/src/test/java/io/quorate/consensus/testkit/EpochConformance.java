package io.quorate.consensus.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * An engine made for an epoch that does not start at height 1: its views begin anew, whatever the
 * blocks before say of theirs. Part of {@link EngineConformance}.
 */
interface EpochConformance {
  EngineUnderTest engine();

  @Test
  @DisplayName("an engine of a later epoch: first height, first view, proofs of that epoch")
  default void laterEpoch() {
    Cluster cluster = new Cluster(engine().fixture(4).later());
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.Commit commit) {
            assertTrue(commit.proof().verify(cluster.epoch).accepted(), commit::toString);
          }
        };
    cluster.start();
    assertTrue(cluster.serve(5, 1_000) <= 20, "no timer runs out");
    Block first = cluster.agreed.values().iterator().next();
    assertEquals(Fixture.LATER_FIRST, first.height());
    assertEquals(cluster.fixture.root().hash(), first.parent());
    assertEquals(1, first.header().epoch());
    assertTrue(first.view() <= 1, "views of an epoch start anew: " + first);
    for (Node node : cluster.nodes) {
      for (VoteContent vote : node.signed.values()) {
        assertEquals(1, vote.epoch(), vote::toString);
      }
    }
  }

  @Test
  @DisplayName("a later epoch with restarts before and after its first commit, one dead, one late")
  default void laterEpochInTrouble() {
    Cluster cluster = new Cluster(engine().fixture(4).later());
    cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::start);
    cluster.nodes.get(0).crash();
    cluster.nodes.get(0).start();
    cluster.serve(2, 20_000);
    cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::crash);
    cluster.nodes.stream().filter(node -> node.id != 3).forEach(Node::start);
    cluster.connectAll();
    cluster.serve(2, 20_000);
    cluster.nodes.get(3).start();
    cluster.connectAll();
    cluster.nodes.get(3).catchUp();
    cluster.nodes.get(1).crash();
    cluster.serve(5, 20_000);
  }

  @Test
  @DisplayName("an epoch ends at its last height: committed everywhere, nothing above, then rest")
  default void endOfEpoch() {
    Cluster cluster = new Cluster(engine().fixture(4).later()).start();
    cluster.catchUpEvery(1_000);
    for (long i = Fixture.LATER_FIRST; i <= Fixture.LATER_LAST + 5; i++) {
      cluster.submit();
      cluster.run(50);
    }
    cluster.run(60_000);
    long[] sent = {0};
    cluster.network =
        (from, to, message, now) -> {
          sent[0]++;
          return List.of(1L);
        };
    cluster.run(60_000);
    assertFalse(cluster.pending.isEmpty(), "work for the next epoch");
    assertEquals(0, sent[0], "messages after the end");
    for (Node node : cluster.nodes) {
      assertEquals(Fixture.LATER_LAST, node.committed().height(), "replica " + node.id);
    }
  }
}
