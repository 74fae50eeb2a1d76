package io.quorate.devnet.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, however long the file is. */
public final class LogTail {
  private static final int BYTES_PER_LINE = 400;

  private LogTail() {}

  /** The last lines, at most that many; none when the file cannot be read. */
  public static List<String> last(Path file, int lines) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, log.length() - (long) lines * BYTES_PER_LINE);
      byte[] end = new byte[(int) (log.length() - start)];
      log.seek(start);
      log.readFully(end);
      List<String> found = new String(end, StandardCharsets.UTF_8).lines().toList();
      return found.subList(Math.max(0, found.size() - lines), found.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
