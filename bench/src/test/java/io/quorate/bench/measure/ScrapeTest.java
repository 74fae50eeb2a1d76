package io.quorate.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.bench.result.Traffic;
import io.quorate.devnet.network.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScrapeTest {
  private static final String TEXT =
      """
      # HELP quorate_net_sent_messages_total
      # TYPE quorate_net_sent_messages_total counter
      quorate_net_sent_messages_total{class="consensus"} %d.0
      quorate_net_sent_messages_total{class="sync"} 7000.0
      quorate_net_sent_bytes_total{class="consensus"} 1.5E3
      quorate_committed_blocks_total %d.0
      quorate_committed_transactions_total 50.0
      quorate_signatures_total{of="attestation"} 5.0
      quorate_signatures_total{of="engine"} 9.0

      """;

  @Test
  void samplesAreSummedByNameAndLabel() {
    Metrics metrics = Metrics.parse(TEXT.formatted(100, 10));

    assertEquals(7_100, metrics.sum("quorate_net_sent_messages_total", ""));
    assertEquals(100, metrics.sum("quorate_net_sent_messages_total", "class=\"consensus\""));
    assertEquals(1_500, metrics.sum("quorate_net_sent_bytes_total", "consensus"));
    assertEquals(0, metrics.sum("quorate_net_sent", ""));
  }

  @Test
  void trafficIsOfAllNodesAndBlocksAreOfTheOneThatCommittedMost() {
    Scrape before = scrape(0, TEXT.formatted(100, 10), TEXT.formatted(200, 10));
    Scrape after = scrape(2_000_000_000L, TEXT.formatted(160, 15), TEXT.formatted(280, 14));

    assertEquals(new Traffic(2, 5, 0, 140, 0, 0, 0), after.since(before));
  }

  private static Scrape scrape(long nanos, String first, String second) {
    return new Scrape(nanos, List.of(Metrics.parse(first), Metrics.parse(second)));
  }
}
