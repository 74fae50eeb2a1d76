package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Bytes;
import io.quorate.node.net.TransportMetrics.Drop;
import io.quorate.node.net.wire.Frame;
import io.quorate.node.net.wire.Kind;
import io.quorate.node.net.wire.Refusal.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Node 0 under test, an honest node 2, and whoever calls himself node 1. */
@DisplayName("A node that is talked to in the wrong way")
final class HostilePeerTest {
  private static final Bytes LARGE = Bytes.wrap(new byte[10_000]);

  /** What validator 1 sends is refused by the replica while this is set. */
  private final AtomicBoolean full = new AtomicBoolean();

  private TestNode zero;
  private TestNode two;

  @BeforeEach
  void start() throws Exception {
    start(TestNode.TUNING);
  }

  private void start(TransportConfig.Tuning tuning) throws Exception {
    TransportConfig config = TestNode.config(0, TestNode.peer(1, 1), TestNode.peer(2, 1));
    AtomicInteger taken = new AtomicInteger();
    zero =
        new TestNode(
            new TransportConfig(
                0, config.key(), config.chain(), config.peers(), "127.0.0.1", 0, tuning),
            (peer, trafficClass, body) -> {
              boolean refuse = peer == 1 && full.get();
              if (!refuse && peer == 2) {
                taken.incrementAndGet();
                zero.transport.send(2, trafficClass, body);
              }
              return !refuse;
            });
    zero.start();
    two = TestNode.started(TestNode.config(2, TestNode.peer(0, zero.port())));
    zero.awaitEvent("up 2");
    two.awaitEvent("up 0");
  }

  @AfterEach
  void stop() {
    two.close();
    zero.close();
  }

  /** The honest peer never noticed anything. */
  private void assertUnaffected() throws InterruptedException {
    two.transport.send(0, TrafficClass.CONSENSUS, Bytes.utf8("still there?"));
    assertEquals(Bytes.utf8("still there?"), two.receive().body());
    assertTrue(two.events.isEmpty());
  }

  private void vote(RawPeer receiver, String text) throws IOException {
    assertTrue(zero.transport.send(1, TrafficClass.CONSENSUS, Bytes.utf8(text)));
    assertEquals(text, receiver.read().getBody().toStringUtf8());
  }

  @Test
  @DisplayName("S63: refuses another protocol version, and tells so")
  void wrongVersion() throws Exception {
    try (RawPeer peer = RawPeer.secured(1, zero.port())) {
      peer.send(Kind.KIND_HELLO, RawPeer.hello(7, TestNode.CHAIN, 1, Lane.BULK));
      Frame answer = peer.read();
      assertEquals(Kind.KIND_REFUSAL, answer.getKind());
      assertEquals(
          Reason.REASON_WRONG_VERSION,
          io.quorate.node.net.wire.Refusal.parseFrom(answer.getBody()).getReason());
      peer.awaitEnd();
      assertEquals(1, zero.refusals(Refusal.WRONG_VERSION));
    }
    assertUnaffected();
  }

  @Test
  @DisplayName("closes a connection that is not TLS")
  void plaintext() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), zero.port())) {
      socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      zero.awaitRefusal(Refusal.NOT_TLS);
      assertTrue(socket.getInputStream().readAllBytes().length < 64, "an alert at most");
    } catch (java.net.SocketException e) {
      // A reset is an end, too.
    }
    assertUnaffected();
  }

  @Test
  @DisplayName("S48: lets a peer in while a stranger holds every place for strangers")
  void silentStrangers() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 70; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), zero.port()));
      }
      try (RawPeer _ = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
        assertTrue(zero.refusals(Refusal.TOO_MANY) >= 6);
      }
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
    assertUnaffected();
  }

  @Test
  @DisplayName("closes a connection whose first frame is above the limit for strangers")
  void longHello() throws Exception {
    try (RawPeer peer = RawPeer.secured(1, zero.port())) {
      peer.sendRaw(Bytes.fromHex("00001001"));
      peer.awaitEnd();
      assertEquals(1, zero.refusals(Refusal.FRAME_TOO_LONG));
    }
    assertUnaffected();
  }

  @Test
  @DisplayName(
      "closes that connection alone when an authenticated peer sends a frame above the limit")
  void longFrame() throws Exception {
    try (RawPeer bulk = RawPeer.authenticated(1, zero.port(), Lane.BULK);
        RawPeer consensus = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
      zero.awaitEvent("up 1");
      bulk.sendRaw(Bytes.fromHex("ffffffff"));
      bulk.awaitEnd();
      zero.awaitEvent("down 1");
      assertEquals(1, zero.refusals(Refusal.FRAME_TOO_LONG));
      assertTrue(zero.transport.send(1, TrafficClass.CONSENSUS, Bytes.utf8("go on")));
      assertEquals("go on", consensus.read().getBody().toStringUtf8());
      assertFalse(zero.transport.send(1, TrafficClass.SYNC, Bytes.utf8("gone")));
    }
    assertUnaffected();
  }

  @Test
  @DisplayName(
      "closes a connection that sends something else than frames, an empty one, or one out of place")
  void notFrames() throws Exception {
    for (String bytes : new String[] {"00000003ffffff", "00000000", "0000000208ff"}) {
      try (RawPeer peer = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
        peer.sendRaw(Bytes.fromHex(bytes));
        peer.awaitEnd();
      }
    }
    for (Kind kind : new Kind[] {Kind.KIND_SYNC, Kind.KIND_HELLO, Kind.KIND_UNSPECIFIED}) {
      try (RawPeer peer = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
        peer.send(kind, Bytes.utf8("out of place"));
        peer.awaitEnd();
      }
    }
    try (RawPeer peer = RawPeer.secured(1, zero.port())) {
      peer.send(Kind.KIND_CONSENSUS, Bytes.utf8("before the hello"));
      peer.awaitEnd();
    }
    assertEquals(7, zero.refusals(Refusal.MALFORMED));
    assertUnaffected();
  }

  @Test
  @DisplayName("lets a peer's new connection take the place of its old one")
  void replaced() throws Exception {
    try (RawPeer first = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS);
        RawPeer second = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
      first.awaitEnd();
      assertTrue(zero.transport.send(1, TrafficClass.CONSENSUS, Bytes.utf8("to the new one")));
      assertEquals("to the new one", second.read().getBody().toStringUtf8());
    }
  }

  @Test
  @DisplayName("S46: a peer that floods is read slowly and dropped, and others keep their pace")
  void flood() throws Exception {
    full.set(true);
    try (RawPeer flooder = RawPeer.authenticated(1, zero.port(), Lane.BULK)) {
      AtomicBoolean stop = new AtomicBoolean();
      Thread flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!stop.get()) {
                    flooder.send(Kind.KIND_TRANSACTIONS, LARGE);
                  }
                } catch (IOException e) {
                  // The end of the test closed it.
                }
              });
      TestNode.await(
          "drops", () -> zero.dropped(TrafficClass.TRANSACTIONS, Drop.RECEIVER_FULL) > 100);
      for (int i = 0; i < 200; i++) {
        Bytes body = Bytes.utf8("message " + i);
        assertTrue(two.transport.send(0, TrafficClass.CONSENSUS, body));
        assertEquals(body, two.receive().body());
      }
      stop.set(true);
      full.set(false);
      flood.join(TestNode.PATIENCE);
      assertFalse(flood.isAlive(), "the connection is read again");
    }
    assertUnaffected();
  }

  @Test
  @DisplayName(
      "S46: a peer that does not read costs a bounded queue, and its consensus connection still flows")
  void stalled() throws Exception {
    int accepted = 0;
    try (RawPeer bulk = RawPeer.authenticated(1, zero.port(), Lane.BULK);
        RawPeer consensus = RawPeer.authenticated(1, zero.port(), Lane.CONSENSUS)) {
      bulk.send(Kind.KIND_PING, Bytes.EMPTY);
      zero.awaitEvent("up 1");
      int refused = 0;
      double before = -1;
      while (before < zero.sent(TrafficClass.TRANSACTIONS)) {
        before = zero.sent(TrafficClass.TRANSACTIONS);
        while (zero.transport.send(1, TrafficClass.TRANSACTIONS, LARGE)) {
          accepted++;
        }
        refused++;
        // Only when the bulk connection took nothing at all during these is it full.
        for (int i = 0; i < 500; i++) {
          vote(consensus, "vote " + i + " of turn " + refused);
        }
      }
      assertEquals(refused, zero.dropped(TrafficClass.TRANSACTIONS, Drop.QUEUE_FULL));
      double waiting = accepted - zero.sent(TrafficClass.TRANSACTIONS);
      assertTrue(waiting <= TestNode.TUNING.transactions().messages() + 1, "waiting: " + waiting);
      double written = zero.sent(TrafficClass.TRANSACTIONS) * LARGE.size();
      assertTrue(written < 32 << 20, "no more left the queue than sockets hold: " + written);
      assertUnaffected();
    }
    // What waited is let go: dropped with the connection, or handed to the dying socket before
    // that,
    // all but the frame that was being written.
    double all = accepted - 1;
    TestNode.await(
        "the end of the queue",
        () ->
            zero.sent(TrafficClass.TRANSACTIONS)
                    + zero.dropped(TrafficClass.TRANSACTIONS, Drop.CONNECTION_LOST)
                >= all);
  }

  @Test
  @DisplayName("closes a connection that does not authenticate in time, and one that falls silent")
  void timeouts() throws Exception {
    stop();
    TransportConfig.Tuning normal = TestNode.TUNING;
    start(
        new TransportConfig.Tuning(
            normal.consensus(),
            normal.transactions(),
            normal.sync(),
            1,
            normal.minBackoff(),
            normal.maxBackoff(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2)));
    try (RawPeer mute = RawPeer.secured(1, zero.port());
        RawPeer silent = RawPeer.authenticated(1, zero.port(), Lane.BULK)) {
      mute.awaitEnd();
      assertEquals(1, zero.refusals(Refusal.HANDSHAKE_TIMEOUT));
      assertEquals(Kind.KIND_PING, silent.read().getKind());
      silent.awaitEnd();
      zero.awaitRefusal(Refusal.SILENT);
    }
  }
}
