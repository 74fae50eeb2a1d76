package io.quorate.application.kv;

import io.quorate.application.State;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import java.util.Optional;

/**
 * What a transaction's payload asks of the key-value application. One operation has one encoding: a
 * byte for its kind, the key behind its length, then per kind what its record says, optional values
 * behind a presence byte.
 *
 * <p>Keys have 1 to {@value State#MAX_KEY_BYTES} bytes, values 0 to {@value State#MAX_VALUE_BYTES}.
 */
public sealed interface KeyValueOperation {
  /** Bytes of the longest encoding. */
  int MAX_BYTES = 16 + State.MAX_KEY_BYTES + 2 * State.MAX_VALUE_BYTES;

  /** Which entry. */
  Bytes key();

  /**
   * Sets a value, whatever was there.
   *
   * @param key the entry
   * @param value its new value
   */
  record Put(Bytes key, Bytes value) implements KeyValueOperation {
    /**
     * @throws IllegalArgumentException when the key or the value is out of bounds
     */
    public Put {
      checkKey(key);
      checkValue(value);
    }
  }

  /**
   * Removes an entry; also done when there is none.
   *
   * @param key the entry
   */
  record Delete(Bytes key) implements KeyValueOperation {
    /**
     * @throws IllegalArgumentException when the key is out of bounds
     */
    public Delete {
      checkKey(key);
    }
  }

  /**
   * Sets or removes an entry if it is as expected, and fails otherwise: put if absent, replace,
   * remove if unchanged.
   *
   * @param key the entry
   * @param expected the value it must have, or empty when there must be none
   * @param value its new value, or empty to remove it
   */
  record CompareAndSet(Bytes key, Optional<Bytes> expected, Optional<Bytes> value)
      implements KeyValueOperation {
    /**
     * @throws IllegalArgumentException when the key or a value is out of bounds
     */
    public CompareAndSet {
      checkKey(key);
      expected.ifPresent(KeyValueOperation::checkValue);
      value.ifPresent(KeyValueOperation::checkValue);
    }
  }

  /** The payload that {@link #decode} reads back. */
  default Bytes encoded() {
    Encoder out = new Encoder();
    switch (this) {
      case Put(Bytes key, Bytes value) -> out.u8(1).bytes(key).bytes(value);
      case Delete(Bytes key) -> out.u8(2).bytes(key);
      case CompareAndSet(Bytes key, Optional<Bytes> expected, Optional<Bytes> value) -> {
        out.u8(3).bytes(key);
        encode(out, expected);
        encode(out, value);
      }
    }
    return out.toBytes();
  }

  /** The operation that a payload spells, if it is exactly the encoding of one. */
  static Decoded<KeyValueOperation> decode(Bytes payload) {
    return Decoder.decode(payload, MAX_BYTES, KeyValueOperation::read);
  }

  private static KeyValueOperation read(Decoder in) throws MalformedInput {
    int kind = in.u8();
    Bytes key = in.bytes(State.MAX_KEY_BYTES);
    if (key.isEmpty()) {
      throw new MalformedInput("the key is empty");
    }
    return switch (kind) {
      case 1 -> new Put(key, in.bytes(State.MAX_VALUE_BYTES));
      case 2 -> new Delete(key);
      case 3 -> new CompareAndSet(key, readOptional(in), readOptional(in));
      default -> throw new MalformedInput("unknown kind of operation: " + kind);
    };
  }

  private static void encode(Encoder out, Optional<Bytes> value) {
    out.bool(value.isPresent());
    value.ifPresent(out::bytes);
  }

  private static Optional<Bytes> readOptional(Decoder in) throws MalformedInput {
    return in.bool() ? Optional.of(in.bytes(State.MAX_VALUE_BYTES)) : Optional.empty();
  }

  private static void checkKey(Bytes key) {
    if (key.isEmpty() || key.size() > State.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key has 1 to " + State.MAX_KEY_BYTES + " bytes, not " + key.size());
    }
  }

  private static void checkValue(Bytes value) {
    if (value.size() > State.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "a value has at most " + State.MAX_VALUE_BYTES + " bytes, not " + value.size());
    }
  }
}
