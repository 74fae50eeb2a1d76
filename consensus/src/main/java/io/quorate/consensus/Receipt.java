package io.quorate.consensus;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The result of one transaction of one block; its encoding is a leaf under the block's receipts
 * root.
 *
 * @param transaction the transaction's id
 * @param height the block's height
 * @param index position in the block, from 0
 * @param status what became of it
 * @param output what the application returned to the sender
 * @param events what it told everybody else, in its order; together with the output at most {@link
 *     Limits#OUTPUT_BYTES}
 */
public record Receipt(
    Hash transaction, long height, int index, Status status, Bytes output, List<Event> events) {

  /** Bytes of an encoding beside the output and the events. */
  private static final int FIXED_BYTES = 32 + 8 + 4 + 1 + 4 + 4;

  private static final int MAX_BYTES = 128 + Limits.OUTPUT_BYTES + Limits.EVENTS * Event.OVERHEAD;

  /** Copies the list. */
  public Receipt {
    events = List.copyOf(events);
  }

  /** A receipt without events. */
  public Receipt(Hash transaction, long height, int index, Status status, Bytes output) {
    this(transaction, height, index, status, output, List.of());
  }

  /** What became of an ordered transaction. */
  public enum Status {
    /** Executed; the state changed as the application said. */
    EXECUTED(0),
    /**
     * Executed and refused by the application; its changes were undone, its sequence number is used
     * up.
     */
    FAILED(1),
    /** Skipped: its (sender, sequence) was executed before. The first receipt is the answer. */
    REPLAYED(2),
    /** Skipped: its sequence lies outside the sender's window. */
    OUT_OF_WINDOW(3);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** The byte in encodings. */
    public int code() {
      return code;
    }

    /** The status with that code. */
    public static Optional<Status> ofCode(int code) {
      for (Status status : values()) {
        if (status.code == code) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /** The canonical form. */
  public Bytes encoded() {
    return new Encoder(FIXED_BYTES + size() + events.size() * Event.OVERHEAD)
        .hash(transaction)
        .u64(height)
        .u32(index)
        .u8(status.code())
        .bytes(output)
        .list(events, (out, event) -> event.encode(out))
        .toBytes();
  }

  /** Bytes of output and events together. */
  public int size() {
    return output.size() + Event.size(events);
  }

  /** Reads the canonical form of one receipt. */
  public static Decoded<Receipt> decode(Bytes input) {
    return Decoder.decode(input, MAX_BYTES, Receipt::decode);
  }

  /** Reads the canonical form inside a larger message. */
  public static Receipt decode(Decoder in) throws MalformedInput {
    Hash transaction = in.hash();
    long height = in.u64();
    int index = in.u32();
    int code = in.u8();
    Status status = Status.ofCode(code).orElse(null);
    if (status == null) {
      throw new MalformedInput("unknown receipt status " + code);
    }
    Bytes output = in.bytes(Limits.OUTPUT_BYTES);
    List<Event> events = in.list(Limits.EVENTS, Event.OVERHEAD, Event::decode);
    Receipt receipt = new Receipt(transaction, height, index, status, output, events);
    if (receipt.size() > Limits.OUTPUT_BYTES) {
      throw new MalformedInput("output and events have " + receipt.size() + " bytes");
    }
    return receipt;
  }
}
