package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Limits;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two nodes and their connections")
final class PeerTransportTest {
  private static Bytes text(String text) {
    return Bytes.utf8(text);
  }

  private static TransportConfig accepting() {
    return TestNode.config(0, TestNode.peer(1, 1), TestNode.peer(2, 1));
  }

  private static TransportConfig with(
      TransportConfig config, NetworkKey key, Hash chain, int index) {
    return new TransportConfig(
        index, key, chain, config.peers(), config.bindHost(), config.bindPort(), config.tuning());
  }

  @Test
  @DisplayName("find each other and exchange messages of every class in both directions")
  void exchange() throws Exception {
    try (TestNode zero = TestNode.started(accepting());
        TestNode one = TestNode.started(TestNode.config(1, TestNode.peer(0, zero.port())))) {
      zero.awaitEvent("up 1");
      one.awaitEvent("up 0");
      assertEquals(Set.of(1), zero.transport.connected());
      assertEquals(Set.of(0), one.transport.connected());
      for (TrafficClass trafficClass : TrafficClass.values()) {
        assertTrue(zero.transport.send(1, trafficClass, text("to one")));
        assertEquals(new TestNode.Received(0, trafficClass, text("to one")), one.receive());
        one.transport.broadcast(trafficClass, text("to all"));
        assertEquals(new TestNode.Received(1, trafficClass, text("to all")), zero.receive());
        assertTrue(zero.transport.send(1, trafficClass, Bytes.EMPTY));
        assertEquals(new TestNode.Received(0, trafficClass, Bytes.EMPTY), one.receive());
      }
    }
  }

  @Test
  @DisplayName("keep the order of one class, and carry the longest message whole")
  void orderAndSize() throws Exception {
    try (TestNode zero = TestNode.started(accepting());
        TestNode one = TestNode.started(TestNode.config(1, TestNode.peer(0, zero.port())))) {
      zero.awaitEvent("up 1");
      one.awaitEvent("up 0");
      byte[] longest = new byte[Limits.MESSAGE_BYTES];
      new SplittableRandom(3).nextBytes(longest);
      assertTrue(zero.transport.send(1, TrafficClass.SYNC, Bytes.wrap(longest)));
      assertEquals(Bytes.wrap(longest), one.receive().body());
      for (int i = 0; i < 2_000; i++) {
        Bytes body = Bytes.wrap(new byte[i * 7 % 5_000]);
        TestNode.await("room", () -> zero.transport.send(1, TrafficClass.TRANSACTIONS, body));
      }
      for (int i = 0; i < 2_000; i++) {
        assertEquals(i * 7 % 5_000, one.receive().body().size());
      }
    }
  }

  @Test
  @DisplayName("lose what is sent without a connection, and count it")
  void notConnected() throws Exception {
    try (TestNode zero = TestNode.started(accepting())) {
      assertFalse(zero.transport.send(1, TrafficClass.CONSENSUS, text("lost")));
      assertEquals(1, zero.dropped(TrafficClass.CONSENSUS, TransportMetrics.Drop.NOT_CONNECTED));
      assertThrows(
          IllegalArgumentException.class,
          () -> zero.transport.send(7, TrafficClass.SYNC, text("nobody")));
    }
  }

  @Test
  @DisplayName("connect again when a peer comes back, from either side")
  void reconnect() throws Exception {
    TestNode zero = TestNode.started(accepting());
    int port = zero.port();
    TransportConfig dialling = TestNode.config(1, TestNode.peer(0, port));
    TransportConfig same =
        new TransportConfig(
            0,
            TestNode.key(0),
            TestNode.CHAIN,
            accepting().peers(),
            "127.0.0.1",
            port,
            TestNode.TUNING);
    TestNode one = TestNode.started(dialling);
    one.awaitEvent("up 0");
    zero.close();
    one.awaitEvent("down 0");
    try (TestNode again = TestNode.started(same)) {
      one.awaitEvent("up 0");
      again.awaitEvent("up 1");
      one.close();
      again.awaitEvent("down 1");
      try (TestNode oneAgain = TestNode.started(dialling)) {
        again.awaitEvent("up 1");
        assertTrue(again.transport.send(1, TrafficClass.CONSENSUS, text("welcome back")));
        assertEquals(text("welcome back"), oneAgain.receive().body());
      }
    }
  }

  @Test
  @DisplayName("refuse a peer whose certificate has a key that nobody registered")
  void unknownKey() throws Exception {
    try (TestNode zero = TestNode.started(accepting());
        TestNode stranger =
            TestNode.started(
                with(
                    TestNode.config(1, TestNode.peer(0, zero.port())),
                    TestNode.key(100),
                    TestNode.CHAIN,
                    1))) {
      zero.awaitRefusal(Refusal.WRONG_KEY);
      stranger.awaitRefusal(Refusal.OUR_KEY_REFUSED);
      assertEquals(Set.of(), zero.transport.connected());
      assertEquals(List.of(), List.copyOf(stranger.events));
    }
  }

  @Test
  @DisplayName("refuse to talk to a known validator at another one's address")
  void swappedKey() throws Exception {
    try (TestNode two = TestNode.started(TestNode.config(2, TestNode.peer(3, 1)));
        TestNode three =
            TestNode.started(
                TestNode.config(3, TestNode.peer(1, two.port()), TestNode.peer(2, two.port())))) {
      three.awaitEvent("up 2");
      three.awaitRefusal(Refusal.WRONG_KEY);
      assertEquals(Set.of(2), three.transport.connected());
    }
  }

  @Test
  @DisplayName("refuse a peer of another chain, and tell it so")
  void otherChain() throws Exception {
    Hash other = Hash.fromHex("cd".repeat(32));
    try (TestNode zero = TestNode.started(accepting());
        TestNode one =
            TestNode.started(
                with(
                    TestNode.config(1, TestNode.peer(0, zero.port())),
                    TestNode.key(1),
                    other,
                    1))) {
      zero.awaitRefusal(Refusal.WRONG_CHAIN);
      one.awaitRefusal(Refusal.WRONG_CHAIN);
      assertEquals(Set.of(), zero.transport.connected());
    }
  }

  @Test
  @DisplayName("refuse a peer that takes another index than its key's, and tell it so")
  void otherIndex() throws Exception {
    try (TestNode zero = TestNode.started(accepting());
        TestNode one =
            TestNode.started(
                with(
                    TestNode.config(1, TestNode.peer(0, zero.port())),
                    TestNode.key(1),
                    TestNode.CHAIN,
                    2))) {
      zero.awaitRefusal(Refusal.WRONG_INDEX);
      one.awaitRefusal(Refusal.WRONG_INDEX);
    }
  }

  @Test
  @DisplayName("say what to do when the port is taken")
  void portTaken() throws Exception {
    try (TestNode zero = TestNode.started(accepting());
        TestNode other =
            new TestNode(
                new TransportConfig(
                    1,
                    TestNode.key(1),
                    TestNode.CHAIN,
                    List.of(),
                    "127.0.0.1",
                    zero.port(),
                    TestNode.TUNING))) {
      IOException failure = assertThrows(IOException.class, other.transport::start);
      assertTrue(failure.toString().contains("configure another"), failure.toString());
    }
  }

  @Test
  @DisplayName("are misconfigured when two share an index or a key")
  void duplicates() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TestNode.config(0, TestNode.peer(1, 1), TestNode.peer(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> TestNode.config(0, TestNode.peer(0, 1)));
  }
}
