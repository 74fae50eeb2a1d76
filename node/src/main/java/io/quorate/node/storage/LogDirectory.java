package io.quorate.node.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The write-ahead logs of one LevelDB directory: checked before LevelDB reads them, and synced
 * where it does not.
 */
final class LogDirectory {
  private static final String SUFFIX = ".log";

  private final Path directory;

  /** Every log up to this number is on disk, or in a table that is. */
  private long settled = -1;

  LogDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Cuts what a crash left unfinished at the end of the last log, and refuses everything else that
   * is not whole.
   *
   * @return the number of bytes cut, without the zeros of a mapped file
   */
  long recover() throws IOException, StorageException {
    long torn = 0;
    long expected = -1;
    NavigableMap<Long, Path> logs = logs();
    for (var entry : logs.entrySet()) {
      Path log = entry.getValue();
      LogFile.State.Whole state = readable(log);
      boolean gap =
          expected >= 0 && state.firstSequence() >= 0 && state.firstSequence() != expected;
      if (gap || (state.torn() && !entry.getKey().equals(logs.lastKey()))) {
        throw damaged(
            log,
            gap
                ? "changes before it are missing"
                : "it ends within a record, and a later log exists");
      }
      if (state.torn()) {
        torn += state.size() - state.end();
      }
      if (state.size() > state.end()) {
        cut(log, state.end());
      }
      expected = state.nextSequence() >= 0 ? state.nextSequence() : expected;
    }
    return torn;
  }

  /**
   * Makes every log but the current one durable. LevelDB syncs only the log it writes to: what it
   * wrote to the one before, without a sync, is durable only when its table is.
   */
  void settle() throws IOException {
    NavigableMap<Long, Path> logs = logs();
    if (logs.isEmpty()) {
      return;
    }
    for (Path log : logs.headMap(logs.lastKey(), false).tailMap(settled, false).values()) {
      force(log);
    }
    settled = Math.max(settled, logs.lastKey() - 1);
  }

  private LogFile.State.Whole readable(Path log) throws IOException, StorageException {
    return switch (LogFile.read(log)) {
      case LogFile.State.Whole readable -> readable;
      case LogFile.State.Damaged(long position) ->
          throw damaged(log, "the record at byte " + position + " is damaged");
    };
  }

  private StorageException damaged(Path log, String what) {
    return Problems.damaged(directory.resolveSibling(""), log.getFileName() + ": " + what);
  }

  private static void cut(Path log, long end) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
  }

  private static void force(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (NoSuchFileException e) {
      // Deleted meanwhile, as its content is in a table now, and LevelDB syncs tables before it
      // deletes logs.
    }
  }

  private NavigableMap<Long, Path> logs() throws IOException {
    NavigableMap<Long, Path> logs = new TreeMap<>();
    // Without a pattern, which would be compiled and matched with hundreds of tables at every sync.
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
          continue;
        }
        String number = name.substring(0, name.length() - SUFFIX.length());
        if (number.chars().allMatch(c -> c >= '0' && c <= '9')
            && !number.isEmpty()
            && number.length() < 19) {
          logs.put(Long.parseLong(number), file);
        }
      }
    }
    return logs;
  }
}
