package io.quorate.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable sequence of bytes with value equality, ordered as unsigned bytes, lexicographically,
 * a prefix before its extensions.
 *
 * <p>Records use it in place of {@code byte[]}, whose equality is identity. Safe for use by many
 * threads. A slice shares the bytes it was cut from, so it keeps all of them in memory: copy a
 * small part of a large buffer that is to be kept.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final HexFormat HEX = HexFormat.of();
  private static final int SHOWN = 8;

  private final byte[] array;
  private final int offset;
  private final int size;

  /**
   * Zero means "not computed yet"; the race between threads is harmless, as all of them compute one
   * value.
   */
  private int hash;

  private Bytes(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
  }

  /** The present content of {@code source}; later changes of the array do not show. */
  public static Bytes copyOf(byte[] source) {
    return wrap(source.clone());
  }

  /**
   * The present content of {@code length} bytes of {@code source} from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException when the range is not inside the array
   */
  public static Bytes copyOf(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    return wrap(Arrays.copyOfRange(source, offset, offset + length));
  }

  /**
   * The array itself, without a copy: ownership passes, and the caller never writes to it again.
   */
  public static Bytes wrap(byte[] owned) {
    return owned.length == 0 ? EMPTY : new Bytes(owned, 0, owned.length);
  }

  /**
   * The bytes that a string of hexadecimal digits spells, in either case.
   *
   * @throws IllegalArgumentException when the number of digits is odd or a character is no digit
   */
  public static Bytes fromHex(String hex) {
    if (hex.length() % 2 != 0) {
      throw new IllegalArgumentException(
          "a hexadecimal string has two digits per byte, this one has " + hex.length() + " digits");
    }
    for (int i = 0; i < hex.length(); i++) {
      if (!HexFormat.isHexDigit(hex.charAt(i))) {
        throw new IllegalArgumentException("not a hexadecimal digit at position " + i);
      }
    }
    return wrap(HEX.parseHex(hex));
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * All the parts, one after the other.
   *
   * @throws ArithmeticException when they are longer than an array can be
   */
  public static Bytes concat(Bytes... parts) {
    int total = 0;
    for (Bytes part : parts) {
      total = Math.addExact(total, part.size);
    }
    byte[] target = new byte[total];
    int position = 0;
    for (Bytes part : parts) {
      part.copyTo(target, position);
      position += part.size;
    }
    return wrap(target);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * The byte at index {@code i}.
   *
   * @throws IndexOutOfBoundsException when there is none
   */
  public byte at(int i) {
    return array[offset + Objects.checkIndex(i, size)];
  }

  /**
   * The bytes from index {@code from}, inclusive, to index {@code to}, exclusive, sharing this
   * sequence's memory.
   *
   * @throws IndexOutOfBoundsException when the range is not inside this sequence
   */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return from == to ? EMPTY : new Bytes(array, offset + from, to - from);
  }

  /** A fresh array that the caller may change. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + size);
  }

  /**
   * Writes all bytes into {@code target} from {@code targetOffset} on.
   *
   * @throws IndexOutOfBoundsException when they do not fit
   */
  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, size);
  }

  /** Lower-case hexadecimal digits, two per byte. */
  public String toHex() {
    return HEX.formatHex(array, offset, offset + size);
  }

  /** The text these bytes encode in UTF-8; what is not UTF-8 becomes the replacement character. */
  public String toUtf8() {
    return new String(array, offset, size, StandardCharsets.UTF_8);
  }

  /** Whether the first bytes are those of {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return size >= prefix.size
        && Arrays.equals(
            array,
            offset,
            offset + prefix.size,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.size);
  }

  /** Feeds all bytes to {@code digest}, without a copy. */
  public void update(MessageDigest digest) {
    digest.update(array, offset, size);
  }

  /** The memory itself, for libraries that take an array and an offset; nobody writes to it. */
  byte[] sharedArray() {
    return array;
  }

  /** Where these bytes start in {@link #sharedArray()}. */
  int sharedOffset() {
    return offset;
  }

  /**
   * An array of exactly these bytes that nobody writes to: the memory itself where it fits, a copy
   * otherwise.
   */
  byte[] readOnlyArray() {
    return offset == 0 && size == array.length ? array : toArray();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Bytes that
            && size == that.size
            && Arrays.equals(
                array, offset, offset + size, that.array, that.offset, that.offset + that.size));
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = size == array.length ? Arrays.hashCode(array) : hashOfSlice();
      hash = h;
    }
    return h;
  }

  /** The same number as {@link Arrays#hashCode(byte[])}, which is faster but takes whole arrays. */
  private int hashOfSlice() {
    int h = 1;
    for (int i = offset; i < offset + size; i++) {
      h = 31 * h + array[i];
    }
    return h;
  }

  @Override
  public int compareTo(Bytes that) {
    return Arrays.compareUnsigned(
        array, offset, offset + size, that.array, that.offset, that.offset + that.size);
  }

  /** The bytes in hexadecimal; of more than eight, the first eight and the number of all. */
  @Override
  public String toString() {
    return size <= SHOWN
        ? "0x" + toHex()
        : "0x" + slice(0, SHOWN).toHex() + "..(" + size + " bytes)";
  }
}
