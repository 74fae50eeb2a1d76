package io.quorate.node.storage;

import java.nio.ByteBuffer;

/** LevelDB's numbers of variable length (util/coding.cc): seven bits per byte, the lowest first. */
final class Varint {
  private Varint() {}

  /**
   * Takes a number.
   *
   * @throws RuntimeException when the bytes end before it does, or it never ends
   */
  static long read(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a number without end");
  }
}
