package io.quorate.application.kv;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;

/**
 * What the key-value application answers; one byte in the receipt's output. The first two come with
 * an executed transaction, the others with a failed one, which changed nothing.
 */
public enum KeyValueResult {
  /** Done; there was no entry before. */
  DONE_WAS_ABSENT(0),
  /** Done; an entry was there before, and was replaced or removed. */
  DONE_WAS_PRESENT(1),
  /** A compare-and-set expected a value, and there is no entry. */
  FAILED_ABSENT(16),
  /** A compare-and-set expected no entry, and there is one. */
  FAILED_PRESENT(17),
  /** A compare-and-set expected another value than the entry has. */
  FAILED_DIFFERENT(18),
  /** The payload is not an operation. */
  FAILED_MALFORMED(19);

  private final int code;

  KeyValueResult(int code) {
    this.code = code;
  }

  /** The byte in the output. */
  public int code() {
    return code;
  }

  /** Whether the operation took effect. */
  public boolean done() {
    return switch (this) {
      case DONE_WAS_ABSENT, DONE_WAS_PRESENT -> true;
      case FAILED_ABSENT, FAILED_PRESENT, FAILED_DIFFERENT, FAILED_MALFORMED -> false;
    };
  }

  /** The output that {@link #decode} reads back. */
  public Bytes encoded() {
    return new Encoder(1).u8(code).toBytes();
  }

  /** The answer that an output spells. */
  public static Decoded<KeyValueResult> decode(Bytes output) {
    return switch (Decoder.decode(output, 1, Decoder::u8)) {
      case Decoded.Ok<Integer>(Integer code) -> ofCode(code);
      case Decoded.Malformed<Integer>(String reason) -> new Decoded.Malformed<>(reason);
    };
  }

  private static Decoded<KeyValueResult> ofCode(int code) {
    for (KeyValueResult result : values()) {
      if (result.code == code) {
        return new Decoded.Ok<>(result);
      }
    }
    return new Decoded.Malformed<>("unknown result " + code);
  }
}
