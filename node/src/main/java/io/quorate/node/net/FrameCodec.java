package io.quorate.node.net;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.quorate.consensus.Limits;
import io.quorate.crypto.Bytes;
import io.quorate.node.net.wire.Frame;
import io.quorate.node.net.wire.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Frames to bytes and back, without copying a body. */
final class FrameCodec {
  /** Bytes before each frame that tell its length. */
  static final int LENGTH_BYTES = 4;

  /** The longest frame of a connection that has not authenticated. */
  static final int HANDSHAKE_FRAME = 4 << 10;

  /** Kind and body tag of the longest frame; a frame has no more than this beside its body. */
  static final int OVERHEAD = 16;

  /** The longest frame of an authenticated connection. */
  static final int FRAME = Limits.MESSAGE_BYTES + OVERHEAD;

  private FrameCodec() {}

  /** The length and the fields before the body of a frame, whose body is to follow. */
  static Bytes header(Kind kind, Bytes body) {
    int kindSize = CodedOutputStream.computeEnumSize(Frame.KIND_FIELD_NUMBER, kind.getNumber());
    int bodyTag =
        CodedOutputStream.computeTagSize(Frame.BODY_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(body.size());
    byte[] header = new byte[LENGTH_BYTES + kindSize + bodyTag];
    ByteBuffer.wrap(header).putInt(kindSize + bodyTag + body.size());
    CodedOutputStream out = CodedOutputStream.newInstance(header, LENGTH_BYTES, kindSize + bodyTag);
    try {
      out.writeEnum(Frame.KIND_FIELD_NUMBER, kind.getNumber());
      out.writeTag(Frame.BODY_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(body.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(header);
  }

  static OutFrame message(TrafficClass trafficClass, Bytes body) {
    return new OutFrame(trafficClass, header(kind(trafficClass), body), body);
  }

  static Kind kind(TrafficClass trafficClass) {
    return switch (trafficClass) {
      case CONSENSUS -> Kind.KIND_CONSENSUS;
      case TRANSACTIONS -> Kind.KIND_TRANSACTIONS;
      case SYNC -> Kind.KIND_SYNC;
    };
  }

  /** The frame that {@code content} spells, sharing its memory, or empty when it is none. */
  static Optional<Frame> parse(byte[] content) {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
    in.enableAliasing(true);
    try {
      return Optional.of(Frame.parseFrom(in));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of a parsed frame, sharing its memory. */
  static Bytes body(Frame frame) {
    Alias alias = new Alias();
    try {
      UnsafeByteOperations.unsafeWriteTo(frame.getBody(), alias);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return alias.bytes;
  }

  static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  /** Receives the memory behind a byte string; nobody writes to a received frame. */
  private static final class Alias extends ByteOutput {
    Bytes bytes = Bytes.EMPTY;

    @Override
    public void write(byte value) {
      bytes = Bytes.concat(bytes, Bytes.wrap(new byte[] {value}));
    }

    @Override
    public void write(byte[] value, int offset, int length) {
      bytes = Bytes.concat(bytes, Bytes.copyOf(value, offset, length));
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
      Bytes part = Bytes.wrap(value).slice(offset, offset + length);
      bytes = bytes.isEmpty() ? part : Bytes.concat(bytes, part);
    }

    @Override
    public void write(ByteBuffer value) {
      byte[] copy = new byte[value.remaining()];
      value.get(copy);
      write(copy, 0, copy.length);
    }

    @Override
    public void writeLazy(ByteBuffer value) {
      write(value);
    }
  }
}
