package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EvidencePoolTest {
  private final Network network = new Network();
  private final EvidencePool pool = new EvidencePool();

  @Test
  @DisplayName("one offence is kept once, whichever pair of votes shows it")
  void oncePerOffence() {
    Equivocation first = network.equivocation(1, 5);
    Equivocation another =
        Equivocation.of(
            network.signed(1, network.vote(Phase.HOTSTUFF_VOTE, 5, "one")),
            network.signed(1, network.vote(Phase.HOTSTUFF_VOTE, 5, "third")));
    assertTrue(pool.add(first));
    assertFalse(pool.add(first));
    assertFalse(pool.add(another));
    assertEquals(List.of(first), pool.batch(offence -> false));
  }

  @Test
  @DisplayName("S46, S48: an offender cannot fill the pool, others still find room")
  void perValidator() {
    for (long view = 1; view <= 100; view++) {
      assertEquals(view == 1, pool.add(network.equivocation(1, view)), "one offence of a kind");
    }
    for (long epoch = 1; epoch <= 100; epoch++) {
      assertEquals(epoch <= 3, pool.add(network.equivocation(epoch, 1, 1)));
    }
    assertTrue(pool.add(network.equivocation(2, 1)));
    assertEquals(5, pool.batch(offence -> false).size());
  }

  @Test
  @DisplayName("S48: a block carries a bounded number, and nothing its ancestors carry")
  void perBlock() {
    for (int signer = 0; signer < 3; signer++) {
      for (long epoch = 0; epoch <= 3; epoch++) {
        assertTrue(pool.add(network.equivocation(epoch, signer, 1)));
      }
    }
    assertEquals(8, pool.batch(offence -> false).size());
    var carried = network.equivocation(0, 1).offence();
    assertTrue(pool.batch(carried::equals).stream().noneMatch(e -> e.offence().equals(carried)));
  }

  @Test
  @DisplayName("committed evidence leaves the pool and does not come back, seen here before or not")
  void committed() {
    Equivocation here = network.equivocation(1, 1);
    Equivocation elsewhere = network.equivocation(2, 1);
    pool.add(here);
    pool.committed(new Payload(List.of(), List.of(here, elsewhere)));
    assertTrue(pool.batch(offence -> false).isEmpty());
    assertFalse(pool.add(here));
    assertFalse(pool.add(elsewhere));
    assertFalse(pool.add(network.equivocation(1, 2)), "in another view the same offence");
    assertTrue(pool.add(network.equivocation(1, 1, 2)), "in another epoch another one");
    assertFalse(pool.batch(offence -> false).isEmpty());
  }
}
