package io.quorate.node.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks through the files of a LevelDB directory that are not write-ahead logs, before LevelDB
 * opens it: the implementations take a damaged end of a manifest for an unfinished write, and read
 * tables only where they happen to.
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
    if (!LogFile.isWhole(manifest)) {
      throw Problems.damaged(home, manifest.getFileName() + ": a record is damaged");
    }
    try (DirectoryStream<Path> tables = Files.newDirectoryStream(files, "*.{sst,ldb}")) {
      for (Path table : tables) {
        Optional<String> problem = TableFile.problem(table);
        if (problem.isPresent()) {
          throw Problems.damaged(home, table.getFileName() + ": " + problem.get());
        }
      }
    }
  }
}
