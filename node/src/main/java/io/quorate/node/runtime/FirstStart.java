package io.quorate.node.runtime;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.node.storage.LevelDbStore;
import io.quorate.replica.ledger.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Tells a node that starts for the first time from one whose data are gone: only whoever makes a
 * node's folder says that its key is new, with a file beside the data directory that the first
 * start uses up. A node that finds neither a database nor that file observes (decision 0061).
 */
public final class FirstStart {
  private FirstStart() {}

  /** Says that the key of the node with that data directory has never signed anything. */
  public static void allow(Path dataDir) throws IOException {
    Files.writeString(
        mark(dataDir),
        "The key of this node is new. The node deletes this file at its first start.\n");
  }

  /** The file beside that data directory which says that the node's key is new. */
  public static Path mark(Path dataDir) {
    return beside(dataDir, ".first-start");
  }

  /** To be called before the data directory is opened or made. */
  static void check(Path dataDir) throws IOException {
    if (!LevelDbStore.exists(dataDir) && !Files.exists(mark(dataDir))) {
      lost(dataDir);
    }
  }

  /** Says that what the node signed is not known any more. */
  static void lost(Path dataDir) throws IOException {
    try (FileChannel mark =
        FileChannel.open(
            beside(dataDir, ".lost"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      mark.write(
          ByteBuffer.wrap(
              "The data of this node were gone or damaged; it observes.\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      mark.force(true);
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot note beside "
              + dataDir
              + " that the data of this node are gone; let dataDir be a folder in one that can be"
              + " written",
          e);
    }
    Files.deleteIfExists(mark(dataDir));
  }

  /** To be called when the store is open, before anything is read from it. */
  static void opened(Path dataDir, KeyValueStore store) throws IOException {
    if (Files.deleteIfExists(mark(dataDir))) {
      try (FileChannel folder =
          FileChannel.open(
              Objects.requireNonNull(dataDir.toAbsolutePath().getParent()),
              StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
    Path lost = beside(dataDir, ".lost");
    if (Files.exists(lost)) {
      WriteBatch batch = new WriteBatch();
      Ledger.observe(batch);
      store.write(batch);
      store.sync();
      Files.delete(lost);
    }
  }

  private static Path beside(Path dataDir, String suffix) {
    return dataDir.resolveSibling(dataDir.getFileName() + suffix);
  }
}
