package io.quorate.node.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads one write-ahead log of LevelDB to tell a torn tail from damage. The two implementations
 * differ in what they do with either, and the native one in its default mode drops a damaged record
 * and goes on behind it, which would break the prefix promise.
 *
 * <p>The format (LevelDB, doc/log_format.md): blocks of 32 KiB; a record is cut into fragments that
 * do not cross a block; a fragment is a masked CRC-32C of type and data (4 bytes), a length (2), a
 * type (1) and the data, little endian; fewer than 7 bytes at the end of a block are padding. A
 * record is a write batch: sequence (8), count (4), changes. An unfinished log may end in zeros, as
 * the native writer maps the file ahead of its use.
 */
final class LogFile {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int BATCH_HEADER = 12;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int MASK_DELTA = 0xa282ead8;

  private final ByteBuffer data;

  /** Where the last whole record ends. */
  private int end;

  private long firstSequence = -1;
  private long nextSequence = -1;

  private LogFile(byte[] content) {
    this.data = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What a log looks like. */
  sealed interface State {
    /**
     * A prefix of whole records, then nothing that was a record: zeros, or a part of one.
     *
     * @param end where the last whole record ends, in bytes
     * @param size the length of the file
     * @param torn whether what follows {@code end} is more than zeros
     * @param firstSequence the sequence of the first change, or -1 in an empty log
     * @param nextSequence the sequence after the last change, or -1 in an empty log
     */
    record Whole(long end, long size, boolean torn, long firstSequence, long nextSequence)
        implements State {}

    /**
     * A record that cannot be read, with whole ones behind it.
     *
     * @param position where it starts, in bytes
     */
    record Damaged(long position) implements State {}
  }

  static State read(Path file) throws IOException {
    return new LogFile(Files.readAllBytes(file)).read();
  }

  /**
   * The records of a file of this form, whatever they hold; empty where it is not whole records and
   * then nothing but zeros.
   */
  static Optional<List<ByteBuffer>> records(Path file) throws IOException {
    LogFile log = new LogFile(Files.readAllBytes(file));
    List<ByteBuffer> records = new ArrayList<>();
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    int position = skipPadding(0);
    while (log.fragmentAt(position)) {
      int type = log.typeAt(position);
      if (type == FULL || type == FIRST) {
        record.reset();
      }
      record.write(log.data.array(), position + HEADER, log.lengthAt(position));
      if (type == FULL || type == LAST) {
        records.add(ByteBuffer.wrap(record.toByteArray()));
      }
      position = skipPadding(position + HEADER + log.lengthAt(position));
    }
    return log.zerosFrom(position) ? Optional.of(records) : Optional.empty();
  }

  private State read() {
    int position = 0;
    boolean open = false;
    while (true) {
      position = skipPadding(position);
      if (!fragmentAt(position)) {
        break;
      }
      int type = typeAt(position);
      boolean starts = type == FULL || type == FIRST;
      if (starts == open) {
        break;
      }
      if (starts && !startsBatch(position)) {
        break;
      }
      position += HEADER + lengthAt(position);
      open = type == FIRST || type == MIDDLE;
      if (!open) {
        end = position;
      }
    }
    if (zerosFrom(position)) {
      return readable(open);
    }
    return recordBehind(position) ? new State.Damaged(position) : readable(true);
  }

  private State readable(boolean torn) {
    return new State.Whole(end, data.limit(), torn, firstSequence, nextSequence);
  }

  /**
   * Takes note of the batch that starts here; false when it cannot be the one that follows. A batch
   * whose header is cut off by the end of the log is one that follows, and torn.
   */
  private boolean startsBatch(int position) {
    if (typeAt(position) == FULL && lengthAt(position) < BATCH_HEADER) {
      return false;
    }
    Optional<ByteBuffer> header = batchHeader(position);
    if (header.isEmpty()) {
      return true;
    }
    long sequence = header.get().getLong(0);
    int count = header.get().getInt(Long.BYTES);
    if (count < 0 || (nextSequence >= 0 && sequence != nextSequence)) {
      return false;
    }
    if (firstSequence < 0) {
      firstSequence = sequence;
    }
    nextSequence = sequence + count;
    return true;
  }

  /**
   * The header of the batch that starts here, put together from as many fragments as it is spread
   * over: the end of a block may leave room for a few bytes of it, or for none.
   */
  private Optional<ByteBuffer> batchHeader(int start) {
    ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    int position = start;
    while (header.hasRemaining()) {
      boolean continues =
          position == start || typeAt(position) == MIDDLE || typeAt(position) == LAST;
      if (!continues) {
        return Optional.empty();
      }
      int part = Math.min(header.remaining(), lengthAt(position));
      header.put(data.array(), position + HEADER, part);
      position = skipPadding(position + HEADER + lengthAt(position));
      if (header.hasRemaining() && !fragmentAt(position)) {
        return Optional.empty();
      }
    }
    return Optional.of(header);
  }

  /**
   * Whether a record of a later batch can be read anywhere behind {@code from}, where one cannot.
   */
  private boolean recordBehind(int from) {
    for (int position = from + 1; position + HEADER + BATCH_HEADER <= data.limit(); position++) {
      if (fragmentAt(position) && plausible(position)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A client's bytes may look like a fragment: one inside a block must start a later batch to
   * count.
   */
  private boolean plausible(int position) {
    int type = typeAt(position);
    if (type == MIDDLE || type == LAST) {
      return position % BLOCK == 0;
    }
    return batchHeader(position)
        .map(header -> header.getLong(0))
        .filter(sequence -> sequence > Math.max(nextSequence - 1, 0))
        .filter(sequence -> sequence - Math.max(nextSequence, 0) < Integer.MAX_VALUE)
        .isPresent();
  }

  private boolean fragmentAt(int position) {
    int room = Math.min(BLOCK - position % BLOCK, data.limit() - position) - HEADER;
    if (room < 0) {
      return false;
    }
    int type = typeAt(position);
    int length = lengthAt(position);
    if (type < FULL || type > LAST || length > room) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(data.array(), position + HEADER - 1, 1 + length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + MASK_DELTA == data.getInt(position);
  }

  private int lengthAt(int position) {
    return Short.toUnsignedInt(data.getShort(position + 4));
  }

  private int typeAt(int position) {
    return data.get(position + 6);
  }

  private static int skipPadding(int position) {
    int left = BLOCK - position % BLOCK;
    return left < HEADER ? position + left : position;
  }

  private boolean zerosFrom(int position) {
    for (int i = position; i < data.limit(); i++) {
      if (data.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
