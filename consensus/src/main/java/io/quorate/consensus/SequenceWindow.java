package io.quorate.consensus;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import java.util.Arrays;

/**
 * Which of one sender's sequence numbers were executed: the replicated half of exactly-once, used
 * alike by admission and by execution. The anti-replay window of RFC 4303 section 3.4.3, made part
 * of the state: the highest executed sequence M and a bitmap of the last {@link #WIDTH} up to it.
 * What lies below is taken as executed, so a replay is refused for ever; what lies further than
 * {@link #WIDTH} above is refused too, so that one transaction cannot push out more than a window
 * of those still under way. Immutable.
 */
public final class SequenceWindow {
  /**
   * How many sequence numbers are remembered one by one, and how far ahead of the highest executed
   * one may be.
   */
  public static final int WIDTH = 1024;

  /** A sender nothing of which was executed: its first sequence lies in 1 to {@link #WIDTH}. */
  public static final SequenceWindow EMPTY = new SequenceWindow(0, new long[WIDTH / Long.SIZE]);

  /** The longest encoding. */
  public static final int MAX_ENCODED_BYTES = 8 + 1 + WIDTH / Byte.SIZE;

  /** Up to here the runs are shorter than the bitmap. */
  private static final int MAX_RUNS = 63;

  private static final int BITMAP = 255;

  private final long highest;

  /** Sequence s has bit s mod WIDTH, so that moving the window shifts nothing. */
  private final long[] bits;

  private SequenceWindow(long highest, long[] bits) {
    this.highest = highest;
    this.bits = bits;
  }

  /** Where a sequence number stands. */
  public enum Standing {
    /** It may be executed. */
    FRESH,
    /** It was executed. */
    USED,
    /** So far below the highest that it counts as executed, whether it was or not. */
    TOO_OLD,
    /** Above the window; it becomes fresh when lower ones were executed. */
    TOO_FAR_AHEAD
  }

  /** The highest executed sequence, 0 when there is none. */
  public long highest() {
    return highest;
  }

  /** Where {@code sequence} stands; any number is allowed, those below 1 are too old. */
  public Standing check(long sequence) {
    if (sequence < 1 || sequence <= highest - WIDTH) {
      return Standing.TOO_OLD;
    }
    if (sequence > highest) {
      return sequence - highest > WIDTH ? Standing.TOO_FAR_AHEAD : Standing.FRESH;
    }
    return isSet(bits, sequence) ? Standing.USED : Standing.FRESH;
  }

  /**
   * The window after {@code sequence} was executed.
   *
   * @throws IllegalArgumentException when it does not stand {@link Standing#FRESH}
   */
  public SequenceWindow mark(long sequence) {
    if (check(sequence) != Standing.FRESH) {
      throw new IllegalArgumentException(
          "sequence " + sequence + " is " + check(sequence) + " at " + highest);
    }
    long[] next = bits.clone();
    for (long skipped = highest + 1; skipped < sequence; skipped++) {
      next[word(skipped)] &= ~bit(skipped);
    }
    next[word(sequence)] |= bit(sequence);
    return new SequenceWindow(Math.max(highest, sequence), next);
  }

  /** The canonical form by itself. */
  public Bytes encoded() {
    Encoder out = new Encoder(16);
    encode(out);
    return out.toBytes();
  }

  /**
   * Writes the canonical form: M, then the lengths of the runs of executed and missing sequences in
   * turn, downwards from M, without the last, which follows from the rest. A sender that skips
   * nothing costs 9 bytes. With more than 63 runs the bitmap is written in their place.
   */
  public void encode(Encoder out) {
    out.u64(highest);
    int[] runs = new int[MAX_RUNS];
    int count = 0;
    long lowest = lowest();
    for (long s = highest, start = highest; s > lowest; s--) {
      if (isSet(bits, s) != isSet(bits, s - 1)) {
        if (count == MAX_RUNS) {
          encodeBitmap(out);
          return;
        }
        runs[count++] = (int) (start - s + 1);
        start = s - 1;
      }
    }
    out.u8(count);
    for (int i = 0; i < count; i++) {
      out.u8(runs[i] >>> 8).u8(runs[i] & 0xff);
    }
  }

  /** Reads the canonical form of one window. */
  public static Decoded<SequenceWindow> decode(Bytes input) {
    return Decoder.decode(input, MAX_ENCODED_BYTES, SequenceWindow::decode);
  }

  /** Reads the canonical form inside a larger message. */
  public static SequenceWindow decode(Decoder in) throws MalformedInput {
    int start = in.position();
    long highest = in.u64();
    long[] bits = new long[WIDTH / Long.SIZE];
    int form = in.u8();
    if (form == BITMAP) {
      decodeBitmap(in, highest, bits);
    } else if (form <= MAX_RUNS) {
      decodeRuns(in, form, highest, bits);
    } else {
      throw new MalformedInput("sequence window of " + form + " runs");
    }
    SequenceWindow window = new SequenceWindow(highest, bits);
    if (!window.encoded().equals(in.consumedSince(start))) {
      throw new MalformedInput("sequence window is not canonical");
    }
    return window;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SequenceWindow that
        && highest == that.highest
        && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(highest) + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    int executed = 0;
    for (long word : bits) {
      executed += Long.bitCount(word);
    }
    return "window up to " + highest + ", " + executed + " executed in it";
  }

  /** The lowest sequence with a bit. */
  private long lowest() {
    return Math.max(1, highest - WIDTH + 1);
  }

  private void encodeBitmap(Encoder out) {
    out.u8(BITMAP);
    for (long word : bits) {
      for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        out.u8((int) (word >>> shift) & 0xff);
      }
    }
  }

  private static void decodeBitmap(Decoder in, long highest, long[] bits) throws MalformedInput {
    for (int i = 0; i < bits.length; i++) {
      for (int j = 0; j < Long.BYTES; j++) {
        bits[i] = (bits[i] << Byte.SIZE) | in.u8();
      }
    }
    if (!isSet(bits, highest)) {
      throw new MalformedInput("highest sequence of the window is not marked");
    }
    for (long outside = highest + 1; highest < WIDTH && outside <= WIDTH; outside++) {
      if (isSet(bits, outside)) {
        throw new MalformedInput("sequence window marks what lies outside it");
      }
    }
  }

  private static void decodeRuns(Decoder in, int runs, long highest, long[] bits)
      throws MalformedInput {
    long lowest = Math.max(1, highest - WIDTH + 1);
    long next = highest;
    boolean executed = true;
    for (int i = 0; i < runs; i++) {
      int length = (in.u8() << 8) | in.u8();
      if (length == 0 || length > next - lowest) {
        throw new MalformedInput("run of " + length + " sequences outside the window");
      }
      fill(bits, next - length + 1, next, executed);
      next -= length;
      executed = !executed;
    }
    fill(bits, lowest, next, executed);
  }

  private static void fill(long[] bits, long from, long to, boolean executed) {
    if (executed) {
      for (long s = from; s <= to; s++) {
        bits[word(s)] |= bit(s);
      }
    }
  }

  private static boolean isSet(long[] bits, long sequence) {
    return (bits[word(sequence)] & bit(sequence)) != 0;
  }

  private static int word(long sequence) {
    return (int) (sequence & (WIDTH - 1)) / Long.SIZE;
  }

  private static long bit(long sequence) {
    return 1L << (sequence & (Long.SIZE - 1));
  }
}
