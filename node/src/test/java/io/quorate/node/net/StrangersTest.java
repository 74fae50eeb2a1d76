package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.node.net.Strangers.Entry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("S48: connections that have not authenticated")
class StrangersTest {
  private final AtomicLong now = new AtomicLong();
  private final Strangers<String> strangers = new Strangers<>(4, 6, now::get);

  private static Entry<String> insteadOf(String oldest) {
    return new Entry.Admitted<>(Optional.of(oldest));
  }

  private static Entry<String> room() {
    return new Entry.Admitted<>(Optional.empty());
  }

  @Test
  @DisplayName(
      "make room by the oldest of the host that has most of them, so nobody else is shut out")
  void roomIsMade() {
    assertEquals(room(), strangers.enter("a peer", "p1"));
    assertEquals(room(), strangers.enter("attacker", "a1"));
    assertEquals(room(), strangers.enter("attacker", "a2"));
    assertEquals(room(), strangers.enter("attacker", "a3"));
    assertEquals(insteadOf("a1"), strangers.enter("a peer", "p2"));
    assertEquals(insteadOf("a2"), strangers.enter("attacker", "a4"));
    strangers.leave("attacker", "a1");
    assertEquals(insteadOf("p1"), strangers.enter("another", "b1"), "two of each: the elder host");
  }

  @Test
  @DisplayName("give their place back once, however often they end")
  void leave() {
    for (int i = 0; i < 4; i++) {
      assertEquals(room(), strangers.enter("a host", "c" + i));
    }
    strangers.leave("a host", "c0");
    strangers.leave("a host", "c0");
    strangers.leave("nobody", "c1");
    assertEquals(room(), strangers.enter("a host", "c4"));
    assertEquals(insteadOf("c1"), strangers.enter("a host", "c5"));
  }

  @Test
  @DisplayName("come from one host so many times a second; others are not counted with it")
  void rate() {
    for (int i = 0; i < 6; i++) {
      strangers.enter("fast", "c" + i);
    }
    assertEquals(new Entry.Refused<String>(), strangers.enter("fast", "c6"));
    assertEquals(insteadOf("c2"), strangers.enter("slow", "s"));
    now.addAndGet(999_999_999);
    assertEquals(new Entry.Refused<String>(), strangers.enter("fast", "c7"));
    now.addAndGet(1);
    assertEquals(insteadOf("c3"), strangers.enter("fast", "c8"));
  }
}
