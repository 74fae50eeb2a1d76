package io.quorate.node.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.quorate.crypto.Bytes;
import io.quorate.node.net.TransportMetrics.Drop;
import io.quorate.node.net.wire.Frame;
import io.quorate.node.net.wire.Kind;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An authenticated connection: hands incoming messages on, and writes what waits in the peer's
 * queue.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
final class Connection extends ChannelInboundHandlerAdapter {
  /** How long a peer is not read after a message that nobody took. */
  private static final long PAUSE_MILLIS = 5;

  private static final Bytes PING = FrameCodec.header(Kind.KIND_PING, Bytes.EMPTY);

  private final Channel channel;
  private final PeerLink peer;
  private final Lane lane;
  private final Network network;
  private final FrameWriter writer;
  private boolean refused;

  Connection(Channel channel, PeerLink peer, Lane lane, Network network) {
    this.channel = channel;
    this.peer = peer;
    this.lane = lane;
    this.network = network;
    this.writer = new FrameWriter(channel, peer.queue(lane)::poll, network.metrics());
  }

  /** Something waits in the queue. Callable from any thread, like {@link #close}. */
  void wake() {
    writer.wake();
  }

  void close() {
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case FrameDecoder.Decoded(Frame frame, int size) when !refused -> received(frame, size);
      case FrameDecoder.Broken(Refusal refusal, String detail) when !refused ->
          refuse(refusal, detail);
      default -> {
        // What follows a refusal is not read.
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      writer.run();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      switch (idle.state()) {
        case WRITER_IDLE ->
            ctx.writeAndFlush(ctx.alloc().heapBuffer(PING.size()).writeBytes(PING.toArray()));
        case READER_IDLE -> refuse(Refusal.SILENT, "");
        case ALL_IDLE -> {
          // Not asked for.
        }
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    peer.detach(lane, this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    network.failed(ctx.channel(), Optional.of(peer), cause);
  }

  private void received(Frame frame, int size) {
    switch (frame.getKind()) {
      case KIND_PING -> {
        // Its arrival was the message.
      }
      case KIND_CONSENSUS -> deliver(TrafficClass.CONSENSUS, frame, size);
      case KIND_TRANSACTIONS -> deliver(TrafficClass.TRANSACTIONS, frame, size);
      case KIND_SYNC -> deliver(TrafficClass.SYNC, frame, size);
      case KIND_REFUSAL ->
          refuse(Handshake.refusal(FrameCodec.body(frame)), "so it says of this node");
      case KIND_HELLO, KIND_UNSPECIFIED, UNRECOGNIZED ->
          refuse(Refusal.MALFORMED, "a frame of kind " + frame.getKindValue());
    }
  }

  private void deliver(TrafficClass trafficClass, Frame frame, int size) {
    if (trafficClass.lane() != lane) {
      refuse(Refusal.MALFORMED, trafficClass + " on the connection for " + lane);
      return;
    }
    network.metrics().received(trafficClass, size);
    boolean taken =
        network.inbound().onMessage(peer.address().index(), trafficClass, FrameCodec.body(frame));
    if (!taken) {
      network.metrics().dropped(trafficClass, Drop.RECEIVER_FULL, 1);
      pause();
    }
  }

  private void pause() {
    if (channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      channel
          .eventLoop()
          .schedule(() -> channel.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void refuse(Refusal refusal, String detail) {
    refused = true;
    network.refused(channel, Optional.of(peer), refusal, detail);
    channel.close();
  }
}
