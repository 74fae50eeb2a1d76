package io.quorate.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Checks every byte of a LevelDB table that matters, which LevelDB does only of what it happens to
 * read. The format (LevelDB, doc/table_format.md): blocks, each followed by its compression (1
 * byte) and a masked CRC-32C of both (4); at the end a footer of 48 bytes: where the meta index and
 * the index are, as pairs of variable-length numbers, padding, and a magic number. The index has an
 * entry for each block, whose value is its place. Blocks are stored uncompressed.
 */
final class TableFile {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int TRAILER = 5;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int RESTART = Integer.BYTES;

  private final ByteBuffer data;

  private TableFile(byte[] content) {
    this.data = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A range of the file. */
  private record Place(int offset, int size) {}

  /** What is wrong with the table; empty when it is whole. */
  static Optional<String> problem(Path file) throws IOException {
    return new TableFile(Files.readAllBytes(file)).problem();
  }

  private Optional<String> problem() {
    try {
      int footer = data.limit() - FOOTER;
      if (footer < 0 || data.getLong(data.limit() - Long.BYTES) != MAGIC) {
        return Optional.of("its footer is damaged");
      }
      data.position(footer);
      Place meta = place();
      Place index = place();
      if (!isWhole(meta) || !isWhole(index)) {
        return Optional.of("its index is damaged");
      }
      return entries(index);
    } catch (RuntimeException e) {
      // A number that leads out of the file; everything that is checked by a sum is read after it.
      return Optional.of("its footer is damaged");
    }
  }

  /** Walks over the entries of the index: shared and own length of the key, value, key, value. */
  private Optional<String> entries(Place index) {
    int end = index.offset() + index.size();
    int restarts = data.getInt(end - RESTART);
    int stop = end - RESTART * (restarts + 1);
    int position = index.offset();
    while (position < stop) {
      data.position(position);
      number();
      int own = number();
      int value = number();
      int at = data.position() + own;
      data.position(at);
      Place block = place();
      if (!isWhole(block)) {
        return Optional.of("the block at byte " + block.offset() + " is damaged");
      }
      position = at + value;
    }
    return Optional.empty();
  }

  private boolean isWhole(Place block) {
    if (block.offset() < 0
        || block.size() < 0
        || (long) block.offset() + block.size() + TRAILER > data.limit() - FOOTER) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(data.array(), block.offset(), block.size() + 1);
    int stored = data.getInt(block.offset() + block.size() + 1);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA == stored;
  }

  private Place place() {
    int offset = number();
    return new Place(offset, number());
  }

  /** Tables are smaller than 2 GiB. */
  private int number() {
    return Math.toIntExact(Varint.read(data));
  }
}
