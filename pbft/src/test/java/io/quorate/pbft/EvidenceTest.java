package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.pbft.PbftMessage.Commit;
import io.quorate.pbft.PbftMessage.Decision;
import io.quorate.pbft.PbftMessage.Prepare;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contradictions that come before their view is open, or when their height is committed; n = 4. */
@DisplayName("S10 whoever is shown both of two contradicting votes reports them")
final class EvidenceTest {
  private final Scribe scribe = new Scribe(Pbft.fixture(4));
  private final Solo replica = new Solo(scribe, 3);
  private final Block a1 = scribe.block(scribe.root(), 1, 1);
  private final Block b1 = scribe.block(scribe.root(), 1, 2);

  /** Of view 2, which validator 2 leads. */
  private final Block one = scribe.block(scribe.root(), 2, 11);

  private final Block other = scribe.block(scribe.root(), 2, 12);

  private List<Integer> offenders() {
    return replica.evidence().stream().map(Equivocation::validator).toList();
  }

  private void asksForViewTwo() {
    replica.waiting();
    replica.expire();
  }

  private void commitsA1() {
    replica.prePrepare(a1);
    replica.prepares(1, a1, 0, 2);
    replica.commits(1, a1, 0, 1, 2);
    assertEquals(List.of(a1), replica.commits());
  }

  @Test
  @DisplayName("two pre-prepares of the view that it asks for")
  void earlyPrePrepares() {
    asksForViewTwo();
    replica.prePrepare(one);
    replica.prePrepare(one);
    assertEquals(List.of(), offenders(), "said again is not said twice");
    replica.prePrepare(other);
    assertEquals(List.of(2), offenders());
    assertTrue(replica.evidence().getFirst().verify(scribe.fixture.epoch).accepted());
  }

  @Test
  @DisplayName("a pre-prepare and a prepare of the view that it asks for, whichever comes first")
  void earlyPrepare() {
    asksForViewTwo();
    replica.prePrepare(one);
    replica.prepares(2, other, 2);
    assertEquals(List.of(2), offenders());
    Block next = scribe.block(one, 2, 13);
    replica.prepares(2, scribe.block(one, 2, 14), 2);
    replica.prePrepare(next);
    assertEquals(List.of(2, 2), offenders());
  }

  @Test
  @DisplayName("two pre-prepares with a vote for a far view between them, which hides nothing")
  void earlyAndFar() {
    asksForViewTwo();
    replica.prePrepare(one);
    replica.prepares(9, one, 2);
    replica.prePrepare(other);
    assertEquals(List.of(2), offenders());
  }

  @Test
  @DisplayName("a prepare, a commit or a pre-prepare against one that committed the height")
  void late() {
    commitsA1();
    replica.prepares(1, b1, 0);
    replica.commits(1, b1, 2);
    replica.prePrepare(b1);
    assertEquals(List.of(0, 2, 1), offenders());
  }

  @Test
  @DisplayName("both of them late, up to four heights back and no further")
  void bothLate() {
    List<Block> chain = new ArrayList<>();
    Block at = scribe.root();
    for (long height = 1; height <= 6; height++) {
      at = scribe.block(at, 1, height);
      chain.add(at);
    }
    replica.fetched(chain.toArray(Block[]::new));
    replica.receive(scribe.signed(0, new Decision(scribe.committed(1, at))));
    assertEquals(chain, replica.commits());
    replica.prepares(1, chain.get(1), 0);
    replica.prepares(1, scribe.block(chain.get(0), 1, 21), 0);
    assertEquals(List.of(), offenders());
    replica.prepares(1, chain.get(2), 0);
    replica.prepares(1, scribe.block(chain.get(1), 1, 22), 0);
    assertEquals(List.of(0), offenders());
  }

  @Test
  @DisplayName("and convicts nobody who says the same again after a restart")
  void saidAgain() {
    Solo voter = new Solo(scribe, 0);
    voter.prePrepare(a1);
    voter.prepares(1, a1, 2);
    List<EngineMessage> said = said(voter);
    voter.restart();
    assertEquals(said, said(voter));
    said.forEach(message -> replica.receive(scribe.signed(0, message)));
    commitsA1();
    said.forEach(message -> replica.receive(scribe.signed(0, message)));
    assertEquals(List.of(), offenders());
  }

  private static List<EngineMessage> said(Solo voter) {
    List<EngineMessage> said = new ArrayList<>();
    said.addAll(voter.said(Prepare.class));
    said.addAll(voter.said(Commit.class));
    return said;
  }
}
