package io.quorate.consensus.wire;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes the canonical binary form: big-endian integers of fixed width, byte strings behind a
 * 32-bit length, lists behind a 32-bit count, nothing optional without a presence byte. One value
 * has one encoding, so encodings can be hashed, signed and compared. Not thread-safe.
 */
public final class Encoder {
  private byte[] buffer;
  private int size;

  /** An empty encoder. */
  public Encoder() {
    this(128);
  }

  /**
   * @param expectedSize bytes to reserve at first
   */
  public Encoder(int expectedSize) {
    buffer = new byte[Math.max(16, expectedSize)];
  }

  /** One byte, 0 to 255. */
  public Encoder u8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** Four bytes, 0 to 2^31 - 1. */
  public Encoder u32(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("u32 out of range: " + value);
    }
    reserve(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Eight bytes, 0 to 2^63 - 1. */
  public Encoder u64(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("u64 out of range: " + value);
    }
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** One byte: 1 for true, 0 for false. */
  public Encoder bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** The bytes as they are, for fields of fixed width. */
  public Encoder fixed(Bytes value) {
    reserve(value.size());
    value.copyTo(buffer, size);
    size += value.size();
    return this;
  }

  /** Thirty-two bytes. */
  public Encoder hash(Hash value) {
    return fixed(value.bytes());
  }

  /** A 32-bit length, then the bytes. */
  public Encoder bytes(Bytes value) {
    return u32(value.size()).fixed(value);
  }

  /** UTF-8 behind its 32-bit length. */
  public Encoder text(String value) {
    return bytes(Bytes.utf8(value));
  }

  /** A 32-bit count, then each item as {@code item} writes it. */
  public <T> Encoder list(List<T> items, BiConsumer<Encoder, T> item) {
    u32(items.size());
    for (T each : items) {
      item.accept(this, each);
    }
    return this;
  }

  /** What was written so far. */
  public Bytes toBytes() {
    // A full buffer is never written to again: whatever comes next goes into a larger one.
    return Bytes.wrap(size == buffer.length ? buffer : Arrays.copyOf(buffer, size));
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
