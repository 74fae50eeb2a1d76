package io.quorate.node.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Keeps one lane to one peer connected. Everything but name resolution runs on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
final class Dialer {
  private final Network network;
  private final PeerLink peer;
  private final Lane lane;
  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final long minBackoff;
  private final long maxBackoff;
  private long backoff;
  private long dialledAt;

  /**
   * A dialer whose {@code bootstrap} makes the pipeline of this lane to this peer, on {@code loop}.
   */
  Dialer(Network network, PeerLink peer, Lane lane, Bootstrap bootstrap, EventLoop loop) {
    this.network = network;
    this.peer = peer;
    this.lane = lane;
    this.bootstrap = bootstrap;
    this.loop = loop;
    this.minBackoff = network.config().tuning().minBackoff().toMillis();
    this.maxBackoff = network.config().tuning().maxBackoff().toMillis();
    this.backoff = minBackoff;
  }

  /** Dials, and dials again whenever the connection ends, until the event loop shuts down. */
  void start() {
    // Resolving a name may block for seconds, and an event loop never does.
    Thread.ofVirtual()
        .name("net-resolve-" + peer.address().index() + "-" + lane)
        .start(() -> {
          try {
            InetAddress host = InetAddress.getByName(peer.address().host());
            onLoop(() -> connect(new InetSocketAddress(host, peer.address().port())));
          } catch (UnknownHostException e) {
            onLoop(() -> failed(e));
          }
        });
  }

  private void connect(InetSocketAddress target) {
    dialledAt = System.nanoTime();
    ChannelFuture attempt = bootstrap.clone().connect(target);
    attempt.addListener(done -> {
      if (done.isSuccess()) {
        Channel channel = attempt.channel();
        channel.closeFuture().addListener(closed -> again());
      } else {
        failed(done.cause());
      }
    });
  }

  private void failed(Throwable cause) {
    network.unreachable(peer, cause);
    again();
  }

  private void again() {
    boolean lasted = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dialledAt) > 2 * maxBackoff;
    backoff = lasted ? minBackoff : Math.min(2 * backoff, maxBackoff);
    long wait = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
    if (!loop.isShuttingDown()) {
      loop.schedule(this::start, wait, TimeUnit.MILLISECONDS);
    }
  }

  private void onLoop(Runnable step) {
    try {
      loop.execute(step);
    } catch (RejectedExecutionException e) {
      // The transport has been closed meanwhile.
    }
  }
}
