package io.quorate.node.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads which tables a LevelDB manifest names. Others are leftovers: a crash in the middle of a
 * compaction leaves a table half-written, and LevelDB deletes it when it opens.
 *
 * <p>A manifest is a log (doc/log_format.md) of version edits (version_edit.cc): fields of a tag
 * and its values, numbers of seven bits per byte, strings behind their length.
 */
final class Manifest {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  private final SortedSet<Long> tables = new TreeSet<>();

  private Manifest() {}

  /**
   * The numbers of the tables in use.
   *
   * @param file a manifest that is whole
   * @throws IOException if it cannot be read, or holds what is no version edit
   */
  static SortedSet<Long> tables(Path file) throws IOException {
    Manifest manifest = new Manifest();
    try {
      manifest.records(Files.readAllBytes(file));
    } catch (RuntimeException e) {
      throw new IOException(file.getFileName() + " holds what is no version edit", e);
    }
    return manifest.tables;
  }

  private void records(byte[] content) {
    ByteBuffer data = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    int position = 0;
    while (position + HEADER <= data.limit()) {
      int left = BLOCK - position % BLOCK;
      if (left < HEADER) {
        position += left;
        continue;
      }
      int length = data.getShort(position + 4) & 0xffff;
      int type = data.get(position + 6);
      if (type == 0) {
        return; // The writer maps the file ahead of its use.
      }
      if (type == FULL || type == FIRST) {
        record.reset();
      }
      record.write(content, position + HEADER, length);
      if (type == FULL || type == LAST) {
        edit(ByteBuffer.wrap(record.toByteArray()));
      }
      position += HEADER + length;
    }
  }

  private void edit(ByteBuffer in) {
    while (in.hasRemaining()) {
      int tag = (int) number(in);
      switch (tag) {
        case 1 -> skipString(in); // comparator
        case 2, 3, 4, 9 -> number(in); // log, next file, last sequence, previous log
        case 5 -> { // where the compaction of a level goes on
          number(in);
          skipString(in);
        }
        case 6 -> { // a table that is no longer in use
          number(in);
          tables.remove(number(in));
        }
        case 7 -> { // a new table: level, number, size, its first and last key
          number(in);
          tables.add(number(in));
          number(in);
          skipString(in);
          skipString(in);
        }
        default -> throw new IllegalStateException("unknown tag " + tag);
      }
    }
  }

  private static void skipString(ByteBuffer in) {
    int length = (int) number(in);
    in.position(in.position() + length);
  }

  private static long number(ByteBuffer in) {
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
