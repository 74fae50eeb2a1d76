package io.quorate.hotstuff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Liars that are faster than the leader, and say more. */
final class CrowdingTest {

  @Test
  @DisplayName("one liar's many proposals, ahead of the leader's, do not keep the leader's out")
  void oneLiar() {
    Scribe scribe = new Scribe(HotStuff.fixture(4));
    Solo replica = new Solo(scribe, 2);
    for (int i = 2; i < 30; i++) {
      replica.propose(scribe.block(scribe.root(), 1, 3, scribe.fixture.payload(i)));
    }
    Block honest = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    assertEquals(1, honest.header().proposer());
    replica.propose(honest);
    assertEquals(List.of(honest.hash()), replica.votedFor());
    assertEquals(1, replica.evidence().size());
  }

  @Test
  @DisplayName("f liars that propose in a view they do not lead do not keep the leader's out")
  void manyLiars() {
    Scribe scribe = new Scribe(HotStuff.fixture(13));
    Solo replica = new Solo(scribe, 2);
    for (int liar : List.of(9, 10, 11, 12)) {
      replica.propose(scribe.block(scribe.root(), 1, liar, scribe.fixture.payload(liar)));
    }
    Block honest = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    replica.propose(honest);
    assertEquals(List.of(honest.hash()), replica.votedFor());
  }

  @Test
  @DisplayName(
      "nor do they where nobody can tell yet who leads, because the parent has to be fetched")
  void unknownParent() {
    Scribe scribe = new Scribe(HotStuff.fixture(13));
    Solo replica = new Solo(scribe, 5);
    Block parent = scribe.block(scribe.root(), 1, scribe.fixture.payload(1));
    List<Block> lies = new ArrayList<>();
    for (int liar : List.of(9, 10, 11, 12)) {
      lies.add(scribe.block(parent, 2, liar, scribe.fixture.payload(liar)));
    }
    lies.forEach(replica::propose);
    Block honest = scribe.block(parent, 2, scribe.fixture.payload(2));
    replica.propose(honest);
    replica.handle(new Event.BlockAvailable(parent));
    assertEquals(List.of(honest.hash()), replica.votedFor());
  }
}
