package io.quorate.node.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Looks through the files of a LevelDB directory that are not write-ahead logs, before LevelDB
 * opens it: the implementations take a damaged end of a manifest for an unfinished write, and read
 * tables only where they happen to. Tables that the manifest does not name are not looked at: a
 * crash leaves unfinished ones.
 */
final class FileCheck {
  private FileCheck() {}

  /** Refuses a directory with a damaged file. */
  static void check(Path home, Path files) throws IOException, StorageException {
    Path current = files.resolve("CURRENT");
    String name = Files.readString(current, StandardCharsets.ISO_8859_1);
    Path manifest = files.resolve(name.strip());
    if (!name.matches("MANIFEST-\\d+\n") || !Files.isRegularFile(manifest)) {
      throw Problems.damaged(home, "CURRENT does not name a manifest");
    }
    Optional<List<ByteBuffer>> records = LogFile.records(manifest);
    if (records.isEmpty()) {
      throw Problems.damaged(home, manifest.getFileName() + ": a record is damaged");
    }
    SortedSet<Long> inUse = Manifest.tables(name.strip(), records.get());
    try (DirectoryStream<Path> tables = Files.newDirectoryStream(files, "*.{sst,ldb}")) {
      for (Path table : tables) {
        Optional<String> problem =
            inUse.contains(numberOf(table)) ? TableFile.problem(table) : Optional.empty();
        if (problem.isPresent()) {
          throw Problems.damaged(home, table.getFileName() + ": " + problem.get());
        }
      }
    }
  }

  /** The number in a table's name; -1 where there is none, for LevelDB does not look at it. */
  private static long numberOf(Path table) {
    String name = table.getFileName().toString();
    String number = name.substring(0, name.indexOf('.'));
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : -1;
  }
}
