package io.quorate.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quorate.crypto.Bytes;
import io.quorate.node.net.wire.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The frame decoder")
final class FrameDecoderTest {
  private final FrameDecoder decoder = new FrameDecoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  private static Bytes frame(Kind kind, Bytes body) {
    return Bytes.concat(FrameCodec.header(kind, body), body);
  }

  private void feed(Bytes bytes, int piece) {
    for (int i = 0; i < bytes.size(); i += piece) {
      channel.writeInbound(
          Unpooled.wrappedBuffer(bytes.slice(i, Math.min(i + piece, bytes.size())).toArray()));
    }
  }

  private void assertFrame(Kind kind, Bytes body) {
    FrameDecoder.Decoded decoded =
        assertInstanceOf(FrameDecoder.Decoded.class, channel.readInbound());
    assertEquals(kind, decoded.frame().getKind());
    assertEquals(body, FrameCodec.body(decoded.frame()));
    assertEquals(frame(kind, body).size(), decoded.size());
  }

  @Test
  @DisplayName("finds the same frames whatever pieces they arrive in")
  void pieces() {
    Bytes body = Bytes.utf8("body");
    Bytes both = Bytes.concat(frame(Kind.KIND_CONSENSUS, body), frame(Kind.KIND_PING, Bytes.EMPTY));
    for (int piece = 1; piece <= both.size(); piece++) {
      feed(both, piece);
      assertFrame(Kind.KIND_CONSENSUS, body);
      assertFrame(Kind.KIND_PING, Bytes.EMPTY);
      assertNull(channel.readInbound());
    }
  }

  @Test
  @DisplayName("takes a long frame once the peer is known, and none before")
  void limits() {
    Bytes body = Bytes.wrap(new byte[300_000]);
    decoder.authenticated();
    feed(frame(Kind.KIND_SYNC, body), 7_001);
    assertFrame(Kind.KIND_SYNC, body);
    EmbeddedChannel stranger = new EmbeddedChannel(new FrameDecoder());
    stranger.writeInbound(Unpooled.wrappedBuffer(frame(Kind.KIND_SYNC, body).toArray()));
    FrameDecoder.Broken broken =
        assertInstanceOf(FrameDecoder.Broken.class, stranger.readInbound());
    assertEquals(Refusal.FRAME_TOO_LONG, broken.refusal());
    stranger.writeInbound(Unpooled.wrappedBuffer(frame(Kind.KIND_PING, Bytes.EMPTY).toArray()));
    assertNull(stranger.readInbound(), "nothing is read after a broken frame");
  }

  @Test
  @DisplayName("refuses padding around a body, which would stay in memory with the body")
  void padding() {
    decoder.authenticated();
    Bytes vote = FrameCodec.header(Kind.KIND_CONSENSUS, Bytes.utf8("vote"));
    // Field 15, length-delimited, 100 bytes: unknown to this protocol.
    Bytes unknown = Bytes.concat(Bytes.wrap(new byte[] {0x7a, 100}), Bytes.wrap(new byte[100]));
    Bytes content = Bytes.concat(vote.slice(4, vote.size()), Bytes.utf8("vote"), unknown);
    Bytes length = Bytes.wrap(new byte[] {0, 0, 0, (byte) content.size()});
    feed(Bytes.concat(length, content), 1_000);
    FrameDecoder.Broken broken = assertInstanceOf(FrameDecoder.Broken.class, channel.readInbound());
    assertEquals(Refusal.MALFORMED, broken.refusal());
  }
}
