package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.crypto.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What waits for a peer")
final class OutQueueTest {
  private static final TransportConfig.Tuning TUNING =
      new TransportConfig.Tuning(
          new QueueLimit(3, 1_000),
          new QueueLimit(2, 1_000),
          new QueueLimit(2, 1_000),
          1,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TransportMetrics metrics = new TransportMetrics(meters, () -> 0);

  private static OutFrame frame(TrafficClass trafficClass, String text) {
    return FrameCodec.message(trafficClass, Bytes.utf8(text));
  }

  private static String next(OutQueue queue) {
    OutFrame frame = queue.poll();
    assertNotNull(frame);
    return frame.body().toUtf8();
  }

  private double full(String trafficClass) {
    return meters
        .get("quorate.net.dropped")
        .tags("class", trafficClass, "reason", "queue_full")
        .counter()
        .count();
  }

  @Test
  @DisplayName("of consensus loses its oldest when there are too many, or too many bytes")
  void consensus() {
    OutQueue queue = new OutQueue(Lane.CONSENSUS, TUNING, metrics);
    for (String text : new String[] {"1", "2", "3", "4"}) {
      assertTrue(queue.offer(frame(TrafficClass.CONSENSUS, text)));
    }
    assertEquals(1, full("consensus"));
    assertEquals("2", next(queue));
    assertTrue(queue.offer(frame(TrafficClass.CONSENSUS, "x".repeat(985))));
    assertEquals(3, full("consensus"));
    assertEquals("x".repeat(985), next(queue));
    assertNull(queue.poll());
    assertEquals(0, queue.bytes());
  }

  @Test
  @DisplayName("of consensus is not given up for a message that fits nowhere")
  void tooLong() {
    OutQueue queue = new OutQueue(Lane.CONSENSUS, TUNING, metrics);
    assertTrue(queue.offer(frame(TrafficClass.CONSENSUS, "1")));
    assertFalse(queue.offer(frame(TrafficClass.CONSENSUS, "x".repeat(1_001))));
    assertEquals(1, full("consensus"));
    assertEquals("1", next(queue));
  }

  @Test
  @DisplayName("of bulk classes refuses the newest, and the classes take turns")
  void bulk() {
    OutQueue queue = new OutQueue(Lane.BULK, TUNING, metrics);
    for (String text : new String[] {"1", "2", "3"}) {
      assertEquals(!text.equals("3"), queue.offer(frame(TrafficClass.TRANSACTIONS, "t" + text)));
      assertEquals(!text.equals("3"), queue.offer(frame(TrafficClass.SYNC, "s" + text)));
    }
    assertEquals(1, full("transactions"));
    assertEquals(1, full("sync"));
    assertEquals("t1", next(queue));
    assertEquals("s1", next(queue));
    assertEquals("t2", next(queue));
    assertEquals("s2", next(queue));
    assertNull(queue.poll());
  }

  @Test
  @DisplayName("is counted as lost when its connection falls")
  void cleared() {
    OutQueue queue = new OutQueue(Lane.BULK, TUNING, metrics);
    assertTrue(queue.offer(frame(TrafficClass.SYNC, "s")));
    queue.clear();
    assertNull(queue.poll());
    assertEquals(0, queue.bytes());
    assertEquals(
        1,
        meters
            .get("quorate.net.dropped")
            .tags("class", "sync", "reason", "connection_lost")
            .counter()
            .count());
  }
}
