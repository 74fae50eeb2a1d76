package io.quorate.devnet.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bad line")
class BadLineTest {
  private static final long MILLI = 1_000_000;

  private record Step(long time, int number, Runnable body) {}

  private final PriorityQueue<Step> steps =
      new PriorityQueue<>((a, b) ->
          a.time() == b.time()
              ? Integer.compare(a.number(), b.number())
              : Long.compare(a.time(), b.time()));
  private final TreeMap<Integer, List<Long>> arrivals = new TreeMap<>();
  private final List<Integer> order = new ArrayList<>();
  private final Random random = new Random(7);
  private long now;
  private int count;
  private final BadLine line =
      new BadLine(
          (body, delay) -> steps.add(new Step(now + delay, count++, body)),
          () -> now,
          random::nextDouble);

  private void send(int message, int bytes) {
    line.carry(
        bytes,
        () -> {
          arrivals.computeIfAbsent(message, _ -> new ArrayList<>()).add(now / MILLI);
          order.add(message);
        });
  }

  private void pass(long millis) {
    long end = now + millis * MILLI;
    for (Step next = steps.peek(); next != null && next.time() <= end; next = steps.peek()) {
      steps.remove(next);
      now = next.time();
      next.body().run();
    }
    now = end;
  }

  @Test
  @DisplayName("without a fault passes on at once")
  void good() {
    send(1, 100);
    assertEquals(List.of(0L), arrivals.get(1));
  }

  @Test
  @DisplayName("delays, and with jitter keeps the order")
  void delayed() {
    line.set(new LineFault(80, 20, 0, 0, 0), false);
    for (int i = 0; i < 200; i++) {
      send(i, 100);
      pass(1);
    }
    pass(200);
    assertEquals(order.stream().sorted().toList(), order);
    assertEquals(200, order.size());
    arrivals.forEach((sent, times) -> {
      assertTrue(times.getFirst() >= sent + 60, "early: " + sent + " at " + times);
      assertTrue(times.getFirst() <= sent + 100, "late: " + sent + " at " + times);
    });
  }

  @Test
  @DisplayName("what is sent after the fault does not overtake what was sent before")
  void mended() {
    line.set(new LineFault(80, 0, 0, 0, 0), false);
    send(1, 100);
    line.set(LineFault.NONE, false);
    send(2, 100);
    pass(80);
    assertEquals(List.of(1, 2), order);
    send(3, 100);
    assertEquals(List.of(1, 2, 3), order);
  }

  @Test
  @DisplayName("loses as many messages as it should, and doubles as many")
  void lossAndDuplicates() {
    line.set(new LineFault(0, 0, 30, 20, 0), false);
    for (int i = 0; i < 10_000; i++) {
      send(i, 10);
    }
    pass(1);
    long twice = arrivals.values().stream().filter(times -> times.size() == 2).count();
    assertEquals(7_000, arrivals.size(), 200);
    assertEquals(1_400, (int) twice, 120);
  }

  @Test
  @DisplayName("lets no more through than its rate, and loses what it has no room for")
  void rate() {
    line.set(new LineFault(0, 0, 0, 0, 8), false);
    send(1, 1_000_000);
    send(2, 1_000_000);
    pass(2_000);
    assertEquals(List.of(1_000L), arrivals.get(1));
    assertEquals(List.of(2_000L), arrivals.get(2));
    for (int i = 3; i < 43; i++) {
      send(i, 1_000_000);
    }
    pass(60_000);
    assertEquals(2 + BadLine.CAPACITY / 1_000_000, order.size());
  }

  @Test
  @DisplayName("that is cut loses what is under way and what is sent")
  void cut() {
    line.set(new LineFault(80, 0, 0, 0, 0), false);
    send(1, 100);
    line.set(LineFault.NONE, true);
    send(2, 100);
    pass(1_000);
    line.set(LineFault.NONE, false);
    send(3, 100);
    assertEquals(List.of(3), order);
  }
}
