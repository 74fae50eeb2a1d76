package io.quorate.node.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.quorate.crypto.Bytes;
import io.quorate.node.net.wire.Frame;
import io.quorate.node.net.wire.Hello;
import io.quorate.node.net.wire.Kind;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a connection: TLS first, then a hello of the dialling side, then one of the
 * accepting side, which so tells that it has accepted. Then a {@link Connection} takes this
 * handler's place.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  private final Network network;
  private final FrameDecoder decoder;

  /** Which side of the connection this is. */
  private final Role role;

  private @Nullable Future<?> timeout;
  private @Nullable PeerLink peer;
  private boolean over;

  /** A side of a connection that is being made. */
  sealed interface Role {
    /** This node dialled {@code expected}. */
    record Dialling(PeerLink expected, Lane lane) implements Role {}

    /** Somebody dialled this node. */
    record Accepting() implements Role {}
  }

  HandshakeHandler(Network network, FrameDecoder decoder, Role role) {
    this.network = network;
    this.decoder = decoder;
    this.role = role;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timeout =
        context
            .executor()
            .schedule(
                () -> refuse(context, Refusal.HANDSHAKE_TIMEOUT, ""),
                network.config().tuning().handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (role instanceof Role.Accepting) {
      network.settled(context.channel());
    }
    over = true;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && !over) {
      if (completion.isSuccess()) {
        secured(context);
      } else {
        fail(context, completion.cause());
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over) {
      return;
    }
    switch (message) {
      case FrameDecoder.Decoded(Frame frame, int size) -> received(context, frame);
      case FrameDecoder.Broken(Refusal refusal, String detail) -> refuse(context, refusal, detail);
      default -> throw new IllegalStateException("unexpected " + message.getClass());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      fail(context, cause);
    }
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    over = true;
    network.failed(context.channel(), known(), cause);
  }

  /** TLS stands; its certificate names the peer. */
  private void secured(ChannelHandlerContext context) {
    Optional<PeerLink> found = remoteKey(context).flatMap(network::peerOf);
    boolean right =
        switch (role) {
          case Role.Dialling(PeerLink expected, Lane lane) ->
              found.filter(p -> p == expected).isPresent();
          case Role.Accepting() -> found.isPresent();
        };
    if (!right) {
      refuse(context, Refusal.WRONG_KEY, "");
      return;
    }
    peer = found.get();
    if (!network.open(found.get())) {
      over = true;
      context.close();
      return;
    }
    if (role instanceof Role.Dialling(PeerLink expected, Lane lane)) {
      sayHello(context, lane);
    }
  }

  private void received(ChannelHandlerContext context, Frame frame) {
    PeerLink sender = peer;
    if (sender == null) {
      refuse(context, Refusal.MALFORMED, "a frame before its time");
      return;
    }
    switch (frame.getKind()) {
      case KIND_HELLO ->
          Handshake.parse(FrameCodec.body(frame))
              .ifPresentOrElse(
                  hello -> judge(context, sender, hello),
                  () -> refuse(context, Refusal.MALFORMED, "a hello that cannot be read"));
      case KIND_REFUSAL ->
          refuse(context, Handshake.refusal(FrameCodec.body(frame)), "so it says of this node");
      case KIND_PING,
          KIND_CONSENSUS,
          KIND_TRANSACTIONS,
          KIND_SYNC,
          KIND_UNSPECIFIED,
          UNRECOGNIZED ->
          refuse(
              context,
              Refusal.MALFORMED,
              "a frame of kind " + frame.getKindValue() + " before its hello");
    }
  }

  private void judge(ChannelHandlerContext context, PeerLink sender, Hello hello) {
    switch (Handshake.judge(hello, network.config().chain(), sender.address().index())) {
      case Handshake.Outcome.Refused(Refusal refusal, String detail) ->
          refuse(context, refusal, detail);
      case Handshake.Outcome.Agreed(Lane lane) -> agreed(context, sender, lane);
    }
  }

  private void agreed(ChannelHandlerContext context, PeerLink sender, Lane lane) {
    switch (role) {
      case Role.Dialling(PeerLink expected, Lane dialled) -> {
        if (lane != dialled) {
          refuse(context, Refusal.MALFORMED, "it answered for another lane");
          return;
        }
      }
      case Role.Accepting() -> sayHello(context, lane);
    }
    over = true;
    decoder.authenticated();
    long ping = network.config().tuning().pingInterval().toMillis();
    Connection connection = new Connection(context.channel(), sender, lane, network);
    context
        .pipeline()
        .addBefore(
            PeerTransport.FRAMES,
            "idle",
            new IdleStateHandler(3 * ping, ping, 0, TimeUnit.MILLISECONDS))
        .addLast("connection", connection)
        .remove(this);
    sender.attach(lane, connection);
  }

  private void sayHello(ChannelHandlerContext context, Lane lane) {
    Hello hello =
        Handshake.hello(
            Handshake.VERSION, network.config().chain(), network.config().ownIndex(), lane);
    write(context, Kind.KIND_HELLO, Bytes.wrap(hello.toByteArray()));
  }

  private void refuse(ChannelHandlerContext context, Refusal refusal, String detail) {
    if (over) {
      return;
    }
    over = true;
    network.refused(context.channel(), known(), refusal, detail);
    io.quorate.node.net.wire.Refusal.Reason reason = Handshake.wire(refusal);
    if (peer == null || reason == io.quorate.node.net.wire.Refusal.Reason.REASON_UNSPECIFIED) {
      context.close();
      return;
    }
    Bytes body =
        Bytes.wrap(
            io.quorate.node.net.wire.Refusal.newBuilder().setReason(reason).build().toByteArray());
    write(context, Kind.KIND_REFUSAL, body).addListener(ChannelFutureListener.CLOSE);
  }

  private static ChannelFuture write(ChannelHandlerContext context, Kind kind, Bytes body) {
    ByteBuf frame = context.alloc().heapBuffer();
    frame.writeBytes(FrameCodec.header(kind, body).toArray()).writeBytes(body.toArray());
    return context.writeAndFlush(frame);
  }

  private Optional<PeerLink> known() {
    return switch (role) {
      case Role.Dialling(PeerLink expected, Lane lane) -> Optional.of(expected);
      case Role.Accepting() -> Optional.ofNullable(peer);
    };
  }

  private static Optional<Bytes> remoteKey(ChannelHandlerContext context) {
    try {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      return tls.engine().getSession().getPeerCertificates()[0]
              instanceof X509Certificate certificate
          ? Certificates.rawKey(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
