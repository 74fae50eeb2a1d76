package io.quorate.consensus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.TestChain;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The highest view each validator showed")
final class ViewClaimsTest {
  private final ViewClaims claims = new ViewClaims(TestChain.ofEqual(4).epoch().validators());

  @Test
  @DisplayName("S35: one faulty validator alone pulls nobody up, two validators do")
  void weakQuorum() {
    claims.add(3, Long.MAX_VALUE);
    assertEquals(Optional.empty(), claims.weakQuorumView(1));
    claims.add(2, 7);
    assertEquals(Optional.of(7L), claims.weakQuorumView(1));
    assertEquals(Optional.of(7L), claims.weakQuorumView(7));
    assertEquals(Optional.empty(), claims.weakQuorumView(8));
    claims.add(1, 9);
    assertEquals(Optional.of(9L), claims.weakQuorumView(8));
  }

  @Test
  @DisplayName("a validator's lower view changes nothing, and one repeated is one validator still")
  void lower() {
    claims.add(2, 7);
    claims.add(2, 5);
    claims.add(2, 7);
    assertEquals(Optional.of(7L), claims.of(2));
    assertEquals(Optional.empty(), claims.of(1));
    assertEquals(Optional.empty(), claims.weakQuorumView(1));
    claims.clear();
    assertEquals(Optional.empty(), claims.of(2));
  }
}
