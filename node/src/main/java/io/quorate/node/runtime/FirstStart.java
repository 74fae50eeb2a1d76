package io.quorate.node.runtime;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Tells a node that starts for the first time from one whose data are gone: only whoever makes a
 * node's folder says that its key is new, with a file beside the data directory that the first
 * start uses up. A node that finds neither data nor that file observes (decision 0061).
 */
public final class FirstStart {
  /**
   * Set to {@link #ANY} every start without data is a first one. For containers, whose volume has
   * no place beside the data: there a lost volume is not noticed.
   */
  private static final String PROPERTY = "quorate.firstStart";

  private static final String ANY = "any";

  private FirstStart() {}

  /** Says that the key of the node with that data directory has never signed anything. */
  public static void allow(Path dataDir) throws IOException {
    Files.writeString(
        beside(dataDir, ".first-start"),
        "The key of this node is new. The node deletes this file at its first start.\n");
  }

  /** To be called before the data directory is opened or made. */
  static void check(Path dataDir) throws IOException {
    boolean allowed = ANY.equals(System.getProperty(PROPERTY));
    if (!allowed && isEmpty(dataDir) && !Files.exists(beside(dataDir, ".first-start"))) {
      Files.writeString(
          beside(dataDir, ".lost"), "The data of this node were gone at its start; it observes.\n");
    }
  }

  /** To be called when the store is open, before anything is read from it. */
  static void opened(Path dataDir, KeyValueStore store) throws IOException {
    Path lost = beside(dataDir, ".lost");
    if (Files.exists(lost)) {
      WriteBatch batch = new WriteBatch();
      Ledger.observe(batch);
      store.write(batch);
      store.sync();
      Files.delete(lost);
    }
    Path allowance = beside(dataDir, ".first-start");
    if (Files.exists(allowance)) {
      Files.delete(allowance);
    }
  }

  private static boolean isEmpty(Path dataDir) throws IOException {
    if (!Files.isDirectory(dataDir)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(dataDir)) {
      return entries.findAny().isEmpty();
    }
  }

  private static Path beside(Path dataDir, String suffix) {
    return dataDir.resolveSibling(dataDir.getFileName() + suffix);
  }
}
