package io.quorate.node.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.node.net.wire.Frame;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the decrypted stream into frames. The limit is checked before memory is set aside, and
 * memory grows with what has arrived, so that a length costs nothing until its bytes come. What is
 * not a frame ends the connection.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  private static final int FIRST_PIECE = 64 << 10;

  private int limit = FrameCodec.HANDSHAKE_FRAME;

  /** Bytes of the length read so far, and their value. */
  private int lengthBytes;

  private int length;
  private byte @Nullable [] content;
  private int filled;
  private boolean broken;

  /** A frame and the bytes it took. */
  record Decoded(Frame frame, int size) {}

  /** The input is no frame of this protocol; nothing after it is read. */
  record Broken(Refusal refusal, String detail) {}

  /** To be called on the event loop when the peer is known. */
  void authenticated() {
    limit = FrameCodec.FRAME;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable() && !broken) {
        if (content == null) {
          readLength(context, in);
        } else {
          readContent(context, in, content);
        }
      }
    } finally {
      in.release();
    }
  }

  private void readLength(ChannelHandlerContext context, ByteBuf in) {
    length = length << Byte.SIZE | in.readUnsignedByte();
    if (++lengthBytes < FrameCodec.LENGTH_BYTES) {
      return;
    }
    if (length < 0 || length > limit) {
      breakOff(
          context,
          Refusal.FRAME_TOO_LONG,
          Integer.toUnsignedString(length) + " bytes, the limit is " + limit);
    } else if (length == 0) {
      breakOff(context, Refusal.MALFORMED, "an empty frame");
    } else {
      content = new byte[Math.min(length, FIRST_PIECE)];
    }
  }

  private void readContent(ChannelHandlerContext context, ByteBuf in, byte[] piece) {
    byte[] target = piece;
    if (filled == target.length) {
      target = Arrays.copyOf(target, (int) Math.min(length, 2L * target.length));
      content = target;
    }
    int count = Math.min(in.readableBytes(), target.length - filled);
    in.readBytes(target, filled, count);
    filled += count;
    if (filled == length) {
      finish(context, target);
    }
  }

  private void finish(ChannelHandlerContext context, byte[] whole) {
    int size = length + FrameCodec.LENGTH_BYTES;
    content = null;
    lengthBytes = 0;
    length = 0;
    filled = 0;
    Optional<Frame> frame = FrameCodec.parse(whole);
    if (frame.isEmpty()) {
      breakOff(context, Refusal.MALFORMED, "not a protobuf frame");
    } else if (whole.length - frame.get().getBody().size() > FrameCodec.OVERHEAD) {
      // Whoever keeps a part of a body keeps its frame: a vote must not hold megabytes of padding.
      breakOff(context, Refusal.MALFORMED, "a frame of more than its kind and one body");
    } else {
      context.fireChannelRead(new Decoded(frame.get(), size));
    }
  }

  private void breakOff(ChannelHandlerContext context, Refusal refusal, String detail) {
    broken = true;
    context.fireChannelRead(new Broken(refusal, detail));
  }
}
