package io.quorate.node.net;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.crypto.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one node to and from its peers. Thread-safe; {@link #send} and {@link #broadcast}
 * never block.
 *
 * <p>Messages of one class to one peer arrive in the order sent, at most once. They may be lost:
 * while a peer is not connected, when a queue is full, and when a connection falls. What must
 * arrive is sent again by whoever needs it.
 *
 * <p>Every replica dials those with a lower index, twice: for consensus, and for transactions and
 * catch-up. A connection is used in both directions.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
public final class PeerTransport implements AutoCloseable {
  /** The name of the decoder in every pipeline. */
  static final String FRAMES = "frames";

  private static final int HANDSHAKES = 128;
  private static final int BACKLOG = 128;
  private static final int LOW_WATER = 32 << 10;
  private static final int HIGH_WATER = 64 << 10;
  private static final int CONNECT_MILLIS = 3_000;
  private static final long CLOSE_SECONDS = 5;

  private final Network network;
  private final Optional<Links> links;
  private final MultiThreadIoEventLoopGroup loops;

  /**
   * Does the public-key work of strangers' handshakes, which so takes no time from messages of
   * peers. What comes while it is far behind is closed.
   */
  private final ThreadPoolExecutor handshakes =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(HANDSHAKES),
          new DefaultThreadFactory("handshakes", true));

  private @Nullable Channel server;

  /**
   * A transport that is not connected yet.
   *
   * @param config this node and its peers
   * @param inbound takes what peers send
   * @param listener told who is connected
   * @param meters gets the counters, all named {@code quorate.net.*}
   */
  public PeerTransport(
      TransportConfig config,
      InboundHandler inbound,
      TransportListener listener,
      MeterRegistry meters) {
    this(config, inbound, listener, meters, Optional.empty());
  }

  /**
   * The same with lines that a test controls.
   *
   * @param links what lies between this node and its peers
   */
  public PeerTransport(
      TransportConfig config,
      InboundHandler inbound,
      TransportListener listener,
      MeterRegistry meters,
      Optional<Links> links) {
    TransportMetrics metrics = new TransportMetrics(meters, () -> connected().size());
    this.network = new Network(config, inbound, listener, metrics, links);
    this.links = links;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            config.tuning().threads(),
            new DefaultThreadFactory("net", true),
            NioIoHandler.newFactory());
  }

  /**
   * Listens, and starts to dial.
   *
   * @throws IOException when the address cannot be listened on; the message says what to do
   */
  public void start() throws IOException {
    TransportConfig config = network.config();
    links.ifPresent(lines -> lines.begin(this::disconnect));
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
            .childHandler(new Accepting())
            .bind(config.bindHost(), config.bindPort())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen for peers on "
              + config.bindHost()
              + ":"
              + config.bindPort()
              + " ("
              + bound.cause().getMessage()
              + "); stop what uses the port, or configure another",
          bound.cause());
    }
    server = bound.channel();
    for (PeerLink peer : network.peers().values()) {
      if (peer.address().index() < config.ownIndex()) {
        for (Lane lane : Lane.values()) {
          dial(peer, lane);
        }
      }
    }
  }

  /** The port it listens on, which the configuration may have left open. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * Queues a message for one peer.
   *
   * @return whether it was queued; if not it is lost, and counted
   * @throws IllegalArgumentException when there is no such peer
   */
  public boolean send(int peer, TrafficClass trafficClass, Bytes body) {
    PeerLink link = network.peers().get(peer);
    if (link == null) {
      throw new IllegalArgumentException("no peer " + peer);
    }
    return send(peer, link, FrameCodec.message(trafficClass, body));
  }

  /** Queues a message for every peer, and keeps one copy for all. */
  public void broadcast(TrafficClass trafficClass, Bytes body) {
    OutFrame frame = FrameCodec.message(trafficClass, body);
    network.peers().forEach((index, peer) -> send(index, peer, frame));
  }

  /** The peers to which both connections stand, in order. */
  public Set<Integer> connected() {
    Set<Integer> connected = new TreeSet<>();
    network
        .peers()
        .forEach((index, peer) -> {
          if (peer.up()) {
            connected.add(index);
          }
        });
    return connected;
  }

  /**
   * Stops listening, writes out what the sockets take at once, closes every connection. Waits a few
   * seconds at most.
   */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    network.peers().values().forEach(PeerLink::close);
    loops
        .shutdownGracefully(0, CLOSE_SECONDS - 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    handshakes.shutdownNow();
  }

  private boolean send(int index, PeerLink peer, OutFrame frame) {
    if (links.isEmpty()) {
      return peer.send(frame);
    }
    links.get().carry(index, frame.body().size(), () -> peer.send(frame));
    return true;
  }

  private void disconnect(int peer) {
    PeerLink link = network.peers().get(peer);
    if (link != null) {
      link.close();
    }
  }

  private void dial(PeerLink peer, Lane lane) {
    EventLoop loop = loops.next();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
            .handler(new Dialling(peer, lane));
    new Dialer(network, peer, lane, bootstrap, loop).start();
  }

  private void build(Channel channel, SslHandler security, HandshakeHandler.Role role) {
    security.setHandshakeTimeoutMillis(network.config().tuning().handshakeTimeout().toMillis());
    FrameDecoder decoder = new FrameDecoder();
    channel
        .pipeline()
        .addLast("tls", security)
        .addLast(FRAMES, decoder)
        .addLast("handshake", new HandshakeHandler(network, decoder, role));
  }

  /** The pipeline of a dialled connection. */
  private final class Dialling extends ChannelInitializer<Channel> {
    private final PeerLink peer;
    private final Lane lane;

    Dialling(PeerLink peer, Lane lane) {
      this.peer = peer;
      this.lane = lane;
    }

    @Override
    protected void initChannel(Channel channel) {
      build(
          channel,
          network.tls().client().newHandler(channel.alloc()),
          new HandshakeHandler.Role.Dialling(peer, lane));
    }
  }

  /**
   * The pipeline of an accepted connection. Strangers share a fixed number of places until they
   * authenticate, see {@link Strangers}.
   */
  private final class Accepting extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      if (network.accepted(channel)) {
        build(
            channel,
            network.tls().server().newHandler(channel.alloc(), handshakes),
            new HandshakeHandler.Role.Accepting());
      } else {
        channel.close();
      }
    }
  }
}
