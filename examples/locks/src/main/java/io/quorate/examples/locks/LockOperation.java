package io.quorate.examples.locks;

import io.quorate.application.State;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;

/** What a transaction asks of the lock of that name, for its sender. */
public sealed interface LockOperation {
  /** Bytes of the longest name. */
  int MAX_NAME = 128;

  /** The longest lease, a day. */
  long MAX_LEASE = 86_400_000;

  /** Bytes of the longest encoding. */
  int MAX_BYTES = 256 + State.MAX_VALUE_BYTES / 2;

  /** Which lock. */
  String lock();

  /**
   * Takes the lock, renews its lease, or stands in line; sending it again keeps the place.
   *
   * @param lock its name
   * @param leaseMillis how long, of block time, at most {@link #MAX_LEASE}
   */
  record Acquire(String lock, long leaseMillis) implements LockOperation {}

  /**
   * Gives the lock back, or leaves the line.
   *
   * @param lock its name
   */
  record Release(String lock) implements LockOperation {}

  /**
   * Writes what the lock protects; done only under the highest fencing token that was ever given.
   *
   * @param lock its name
   * @param token what the holder got with the lock
   * @param value what to write
   */
  record Write(String lock, long token, Bytes value) implements LockOperation {}

  /** The payload that {@link #decode} reads back. */
  default Bytes encoded() {
    Encoder out = new Encoder();
    switch (this) {
      case Acquire(String lock, long lease) -> out.u8(1).text(lock).u64(lease);
      case Release(String lock) -> out.u8(2).text(lock);
      case Write(String lock, long token, Bytes value) ->
          out.u8(3).text(lock).u64(token).bytes(value);
    }
    return out.toBytes();
  }

  /** The operation that a payload spells. */
  static Decoded<LockOperation> decode(Bytes payload) {
    return Decoder.decode(payload, MAX_BYTES, LockOperation::read);
  }

  private static LockOperation read(Decoder in) throws MalformedInput {
    int kind = in.u8();
    String lock = in.text(MAX_NAME);
    if (lock.isEmpty()) {
      throw new MalformedInput("a lock has a name");
    }
    return switch (kind) {
      case 1 -> new Acquire(lock, lease(in));
      case 2 -> new Release(lock);
      case 3 -> new Write(lock, in.u64(), in.bytes(State.MAX_VALUE_BYTES / 2));
      default -> throw new MalformedInput("unknown kind of operation: " + kind);
    };
  }

  private static long lease(Decoder in) throws MalformedInput {
    long lease = in.u64();
    if (lease < 1 || lease > MAX_LEASE) {
      throw new MalformedInput("a lease has 1 to " + MAX_LEASE + " ms, not " + lease);
    }
    return lease;
  }
}
