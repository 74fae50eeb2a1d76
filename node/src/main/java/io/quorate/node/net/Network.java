package io.quorate.node.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.quorate.crypto.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of one node share: who the peers are, where messages go, and what is
 * counted.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
final class Network {
  private static final Logger LOG = LoggerFactory.getLogger(Network.class);
  private static final int DEPTH = 8;
  private static final int PLACES = 64;
  private static final int PER_SECOND = 100;

  private final TransportConfig config;
  private final TlsContexts tls;
  private final InboundHandler inbound;
  private final TransportMetrics metrics;
  private final Optional<Links> links;
  private final RefusalLog refusals;
  private final Map<Integer, PeerLink> byIndex = new LinkedHashMap<>();
  private final Map<Bytes, PeerLink> byKey = new LinkedHashMap<>();
  private final Strangers<Channel> strangers =
      new Strangers<>(PLACES, PER_SECOND, System::nanoTime);

  Network(
      TransportConfig config,
      InboundHandler inbound,
      TransportListener listener,
      TransportMetrics metrics,
      Optional<Links> links) {
    this.links = links;
    this.config = config;
    this.tls = TlsContexts.of(config);
    this.inbound = inbound;
    this.metrics = metrics;
    this.refusals = new RefusalLog(metrics, System::nanoTime);
    for (PeerAddress address : config.peers()) {
      PeerLink link = new PeerLink(address, config.tuning(), listener, metrics);
      byIndex.put(address.index(), link);
      byKey.put(address.networkKey(), link);
    }
  }

  TransportConfig config() {
    return config;
  }

  TlsContexts tls() {
    return tls;
  }

  InboundHandler inbound() {
    return inbound;
  }

  TransportMetrics metrics() {
    return metrics;
  }

  /**
   * A connection was accepted; whether it may authenticate. Another one may be closed to make room.
   */
  boolean accepted(Channel channel) {
    return switch (strangers.enter(host(channel), channel)) {
      case Strangers.Entry.Refused<Channel> _ -> {
        refused(channel, Optional.empty(), Refusal.TOO_MANY, "");
        yield false;
      }
      case Strangers.Entry.Admitted<Channel>(Optional<Channel> instead) -> {
        instead.ifPresent(oldest -> {
          refused(oldest, Optional.empty(), Refusal.TOO_MANY, "");
          oldest.close();
        });
        yield true;
      }
    };
  }

  /** An accepted connection has authenticated, or ended. */
  void settled(Channel channel) {
    strangers.leave(host(channel), channel);
  }

  Map<Integer, PeerLink> peers() {
    return byIndex;
  }

  Optional<PeerLink> peerOf(Bytes networkKey) {
    return Optional.ofNullable(byKey.get(networkKey));
  }

  /** Whether a connection to the peer may stand. */
  boolean open(PeerLink peer) {
    return links.isEmpty() || links.get().open(peer.address().index());
  }

  void refused(Channel channel, Optional<PeerLink> peer, Refusal refusal, String detail) {
    String subject =
        peer.map(p -> p.address().toString()).orElseGet(() -> "connection from " + host(channel));
    refusals.refused(subject, refusal, detail);
  }

  void unreachable(PeerLink peer, Throwable cause) {
    refusals.refused(
        peer.address().toString(), Refusal.UNREACHABLE, String.valueOf(cause.getMessage()));
  }

  /**
   * A connection failed: counts what the peer did wrong, and closes it. A connection that just ends
   * is no fault.
   */
  void failed(Channel channel, Optional<PeerLink> peer, Throwable cause) {
    if (find(cause, PinnedTrust.UnknownKey.class) != null) {
      refused(channel, peer, Refusal.WRONG_KEY, "");
    } else if (find(cause, NotSslRecordException.class) != null) {
      refused(channel, peer, Refusal.NOT_TLS, "");
    } else if (find(cause, SSLException.class) instanceof SSLException failure) {
      String text = String.valueOf(failure.getMessage());
      boolean ourKey = text.contains("certificate_unknown") || text.contains("bad_certificate");
      refused(
          channel, peer, ourKey ? Refusal.OUR_KEY_REFUSED : Refusal.TLS_FAILED, ourKey ? "" : text);
    } else if (find(cause, IOException.class) != null) {
      LOG.debug("net: {}: {}", channel, cause.toString());
    } else {
      LOG.error("net: {} failed", channel, cause);
    }
    channel.close();
  }

  private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
    @Nullable Throwable current = failure;
    for (int i = 0; current != null && i < DEPTH; i++) {
      if (type.isInstance(current)) {
        return current;
      }
      current = current.getCause();
    }
    return null;
  }

  private static String host(Channel channel) {
    @Nullable SocketAddress address = channel.remoteAddress();
    return address instanceof InetSocketAddress inet ? inet.getHostString() : "a closed socket";
  }
}
