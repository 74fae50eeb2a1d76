package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a node says of itself")
class NodeProbeTest {
  private static final String STATUS =
      """
      {"node":"node-2","view":17,"leader":"node-4","finalizedHeight":12,"stateRoot":"ab12",
       "pendingTransactions":5,"peersConnected":2,"peersTotal":3,"catchingUp":false,"voting":true}
      """;

  @Test
  @DisplayName("is read from its status, and its transactions from its metrics")
  void whole() {
    String metrics =
        """
        # TYPE quorate_committed_transactions_total counter
        quorate_committed_transactions_total 1234.0
        quorate_committed_blocks_total 99.0
        """;
    NodeReport report =
        new NodeReport(12, 17, "node-4", 5, 2, 3, "ab12", true, false, OptionalLong.of(1_234));
    assertEquals(Optional.of(report), NodeProbe.parse(STATUS, metrics));
  }

  @Test
  @DisplayName("has no count of transactions when it gives no metrics")
  void noMetrics() {
    NodeReport report =
        new NodeReport(12, 17, "node-4", 5, 2, 3, "ab12", true, false, OptionalLong.empty());
    assertEquals(Optional.of(report), NodeProbe.parse(STATUS, ""));
  }

  @Test
  @DisplayName("is nothing when it is not JSON")
  void garbage() {
    assertEquals(Optional.empty(), NodeProbe.parse("<html>", ""));
  }
}
