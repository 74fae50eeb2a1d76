package io.quorate.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads which tables a LevelDB manifest names. Others are leftovers: a crash in the middle of a
 * compaction leaves a table half-written, and LevelDB deletes it when it opens.
 *
 * <p>A manifest is a log ({@link LogFile}) of version edits (version_edit.cc): fields of a tag and
 * its values, numbers of seven bits per byte, strings behind their length.
 */
final class Manifest {
  private final SortedSet<Long> tables = new TreeSet<>();

  private Manifest() {}

  /**
   * The numbers of the tables in use.
   *
   * @param name of the manifest
   * @param records all of it
   * @throws IOException if one is no version edit
   */
  static SortedSet<Long> tables(String name, List<ByteBuffer> records) throws IOException {
    Manifest manifest = new Manifest();
    try {
      records.forEach(manifest::edit);
    } catch (RuntimeException e) {
      throw new IOException(name + " holds what is no version edit", e);
    }
    return manifest.tables;
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
    return Varint.read(in);
  }
}
