package io.quorate.node.net;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One end of a small network on loopback, which remembers what happens to it. */
final class TestNode implements AutoCloseable, InboundHandler, TransportListener {
  static final Hash CHAIN = Hash.fromHex("ab".repeat(32));
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final TransportConfig.Tuning TUNING =
      new TransportConfig.Tuning(
          new QueueLimit(64, 1 << 20),
          new QueueLimit(64, 1 << 20),
          new QueueLimit(64, 20 << 20),
          1,
          Duration.ofMillis(5),
          Duration.ofMillis(40),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  /** A message as it came in. */
  record Received(int peer, TrafficClass trafficClass, Bytes body) {}

  final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final PeerTransport transport;

  /** A node that keeps every message. */
  TestNode(TransportConfig config) {
    transport = new PeerTransport(config, this, this, meters);
  }

  /** A node that hands its messages to {@code inbound}. */
  TestNode(TransportConfig config, InboundHandler inbound) {
    transport = new PeerTransport(config, inbound, this, meters);
  }

  /** The network key of a node; keys from 100 on are nobody's. */
  static NetworkKey key(int index) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) (index + 1));
    return NetworkKey.ofSeed(Bytes.wrap(seed));
  }

  static PeerAddress peer(int index, int port) {
    return new PeerAddress(index, "127.0.0.1", port, key(index).publicKey());
  }

  static TransportConfig config(int index, PeerAddress... peers) {
    return new TransportConfig(index, key(index), CHAIN, List.of(peers), "127.0.0.1", 0, TUNING);
  }

  static TestNode started(TransportConfig config) throws IOException {
    return new TestNode(config).start();
  }

  TestNode start() throws IOException {
    transport.start();
    return this;
  }

  int port() {
    return transport.port();
  }

  void awaitEvent(String expected) throws InterruptedException {
    String event = present(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), expected);
    if (!event.equals(expected)) {
      throw new AssertionError("expected " + expected + ", got " + event);
    }
  }

  Received receive() throws InterruptedException {
    return present(received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "a message");
  }

  /** Returns when somebody has been refused for that reason. */
  void awaitRefusal(Refusal reason) {
    await("refusal " + reason, () -> refusals(reason) > 0);
  }

  double refusals(Refusal reason) {
    return meters.get("quorate.net.refused").tag("reason", lower(reason)).counter().count();
  }

  double dropped(TrafficClass trafficClass, TransportMetrics.Drop reason) {
    return meters
        .get("quorate.net.dropped")
        .tags("class", lower(trafficClass), "reason", lower(reason))
        .counter()
        .count();
  }

  double sent(TrafficClass trafficClass) {
    return meters
        .get("quorate.net.sent.messages")
        .tag("class", lower(trafficClass))
        .counter()
        .count();
  }

  /** Waits for something that no callback reports. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T present(@Nullable T value, String what) {
    if (value == null) {
      throw new AssertionError("waited in vain for " + what);
    }
    return value;
  }

  @Override
  public boolean onMessage(int peer, TrafficClass trafficClass, Bytes body) {
    return received.add(new Received(peer, trafficClass, body));
  }

  @Override
  public void peerUp(int peer) {
    events.add("up " + peer);
  }

  @Override
  public void peerDown(int peer) {
    events.add("down " + peer);
  }

  @Override
  public void close() {
    transport.close();
  }
}
