package io.quorate.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places that clients share")
class SharesTest {
  private static final Origin A = origin("192.0.2.1");
  private static final Origin B = origin("192.0.2.2");
  private static final Origin C = origin("2001:db8::1");

  @Test
  @DisplayName("one origin gets half, two get a third each, and there is room for one more")
  void fair() {
    Shares shares = new Shares(12);
    assertEquals(6, takeAll(shares, A));
    assertEquals(3, takeAll(shares, B));
    assertTrue(shares.take(C, 1));
    shares.give(A, 6);
    assertEquals(3, takeAll(shares, B), "half, again");
    assertEquals(7, shares.taken());
  }

  @Test
  @DisplayName("the only place can be taken, and one larger than all cannot")
  void edges() {
    assertTrue(new Shares(1).take(A, 1));
    assertFalse(new Shares(1).take(A, 2));
    assertThrows(IllegalArgumentException.class, () -> new Shares(1).give(A, 1));
  }

  @Test
  @DisplayName("addresses of one IPv6 network count as one")
  void networks() {
    assertEquals(C, origin("2001:db8:0:0:ffff::7"));
  }

  private static int takeAll(Shares shares, Origin origin) {
    int taken = 0;
    while (shares.take(origin, 1)) {
      taken++;
    }
    return taken;
  }

  private static Origin origin(String address) {
    return Origin.of(InetAddress.ofLiteral(address));
  }
}
