package io.quorate.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.crypto.Bytes;

/** Between the byte strings of protobuf and {@link Bytes}, one copy each way. */
public final class ProtoBytes {
  private ProtoBytes() {}

  /** As protobuf takes it. */
  public static ByteString toProto(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }

  /** As the platform takes it. */
  public static Bytes fromProto(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
