package io.quorate.application;

import io.quorate.crypto.Bytes;

/**
 * A question that a client asks of an application, over the state as one block left it.
 *
 * @param path what is asked, in the application's own words, such as {@code balance}: printable
 *     ASCII, 1 to {@value #MAX_PATH_BYTES} characters
 * @param data about what, in the application's own encoding, at most {@value #MAX_DATA_BYTES} bytes
 * @param height of the state, from 0; no other time or height is known
 */
public record Query(String path, Bytes data, long height) {
  /** Characters of the longest path. */
  public static final int MAX_PATH_BYTES = 128;

  /** Bytes of the longest data: in hexadecimal it fits the address of a request. */
  public static final int MAX_DATA_BYTES = 1_024;

  /**
   * Keys that one query may read, each counted once. Every answer can therefore be proved, at a
   * cost that is bounded.
   */
  public static final int MAX_KEYS = 256;

  /** Bytes of all values that one query may read. */
  public static final int MAX_READ_BYTES = 1 << 20;

  /**
   * @throws IllegalArgumentException when one of them is beyond its limit; the message says what to
   *     change
   */
  public Query {
    boolean printable = path.chars().allMatch(c -> c > ' ' && c < 127);
    if (path.isEmpty() || path.length() > MAX_PATH_BYTES || !printable) {
      throw new IllegalArgumentException(
          "the path of a query has 1 to "
              + MAX_PATH_BYTES
              + " printable ASCII characters and no blanks");
    }
    if (data.size() > MAX_DATA_BYTES) {
      throw new IllegalArgumentException(
          "the data of a query has at most "
              + MAX_DATA_BYTES
              + " bytes, not "
              + data.size()
              + "; ask for less at once");
    }
    if (height < 0) {
      throw new IllegalArgumentException("heights start at 0");
    }
  }

  /** The same question over another state. */
  public Query at(long other) {
    return new Query(path, data, other);
  }
}
