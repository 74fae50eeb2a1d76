package io.quorate.crypto;

/**
 * A SHA-256 digest: exactly 32 bytes, ordered as {@link Bytes} are.
 *
 * @param bytes the digest
 */
public record Hash(Bytes bytes) implements Comparable<Hash> {
  /** The number of bytes of every hash. */
  public static final int SIZE = 32;

  /**
   * All bytes zero; stands where there is nothing to hash, such as the parent of the first block.
   */
  public static final Hash ZERO = new Hash(Bytes.wrap(new byte[SIZE]));

  private static final int SHORT_BYTES = 4;

  /**
   * @throws IllegalArgumentException when there are not exactly 32 bytes
   */
  public Hash {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.size());
    }
  }

  /**
   * The hash that 64 hexadecimal digits spell.
   *
   * @throws IllegalArgumentException when {@code hex} is anything else
   */
  public static Hash fromHex(String hex) {
    return new Hash(Bytes.fromHex(hex));
  }

  /** All 64 digits, in lower case. */
  public String toHex() {
    return bytes.toHex();
  }

  /** The first eight digits, for people. */
  public String shortHex() {
    return bytes.slice(0, SHORT_BYTES).toHex();
  }

  @Override
  public int compareTo(Hash that) {
    return bytes.compareTo(that.bytes);
  }

  // Written out: maps compare keys all the time, and the generated method costs several calls each.
  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Hash that && bytes.equals(that.bytes));
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return shortHex();
  }
}
