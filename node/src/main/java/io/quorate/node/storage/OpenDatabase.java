package io.quorate.node.storage;

import io.quorate.crypto.Hash;
import io.quorate.node.storage.StorageException.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBException;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open database with its lock. Opening is the start-up check: who else uses the directory, what
 * it holds, whether its logs are whole, whose data it is, and in which format.
 *
 * @param library the implementation
 * @param db the database
 * @param logs its write-ahead logs
 * @param lock the right to the directory
 */
record OpenDatabase(LevelDbLibrary library, DB db, LogDirectory logs, DirectoryLock lock) {
  private static final Logger LOG = LoggerFactory.getLogger(OpenDatabase.class);
  private static final String SUBDIRECTORY = "leveldb";
  private static final String CURRENT = "CURRENT";

  static OpenDatabase open(Path home, Hash chain, StoreOptions options, SpaceGuard space)
      throws StorageException {
    LevelDbLibrary library = LevelDbLibrary.choose(options.provider());
    DirectoryLock lock = lock(home);
    try {
      return open(home, chain, options, space, library, lock);
    } catch (StorageException | RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  void close() {
    try {
      db.close();
    } catch (IOException | DBException e) {
      LOG.warn("storage: closing the database: {}", e.toString());
    } finally {
      release(lock);
    }
  }

  private static DirectoryLock lock(Path home) throws StorageException {
    try {
      Files.createDirectories(home);
      return DirectoryLock.take(home);
    } catch (IOException e) {
      throw Problems.unusable(home, e);
    }
  }

  /** Whether there is a database, whole or not. */
  static boolean exists(Path home) {
    return Files.exists(home.resolve(SUBDIRECTORY).resolve(CURRENT));
  }

  private static OpenDatabase open(
      Path home,
      Hash chain,
      StoreOptions options,
      SpaceGuard space,
      LevelDbLibrary library,
      DirectoryLock lock)
      throws StorageException {
    try {
      space.checkForOpening();
      Path files = home.resolve(SUBDIRECTORY);
      boolean fresh = isFresh(home, files);
      LogDirectory logs = new LogDirectory(files);
      if (!fresh) {
        FileCheck.check(home, files);
        long torn = logs.recover();
        if (torn > 0) {
          LOG.warn(
              "storage: dropped {} bytes of an unfinished write at the end of the log in {}",
              torn,
              home);
        }
      }
      DB db = library.open(files, options(options, fresh));
      try {
        checkMarker(home, chain, db);
      } catch (StorageException | RuntimeException e) {
        db.close();
        throw e;
      }
      return new OpenDatabase(library, db, logs, lock);
    } catch (IOException | DBException | IllegalArgumentException e) {
      throw Problems.opening(home, e);
    }
  }

  /**
   * Whether there is nothing yet; a directory with files but without a database is somebody else's,
   * or damaged.
   */
  private static boolean isFresh(Path home, Path files) throws IOException, StorageException {
    if (Files.exists(files.resolve(CURRENT))) {
      return false;
    }
    if (!Files.isDirectory(files)) {
      Files.createDirectory(files);
      return true;
    }
    try (DirectoryStream<Path> present = Files.newDirectoryStream(files)) {
      for (Path file : present) {
        String name = file.getFileName().toString();
        // A crash while the database was made leaves its first manifest and its lock, and no data.
        if (name.endsWith(".ldb") || name.endsWith(".sst") || name.endsWith(".log")) {
          throw Problems.damaged(home, "the file " + CURRENT + " is missing");
        }
      }
    }
    return true;
  }

  private static Options options(StoreOptions options, boolean fresh) {
    return new Options()
        .createIfMissing(fresh)
        .errorIfExists(false)
        .paranoidChecks(true)
        .verifyChecksums(true)
        .compressionType(CompressionType.NONE)
        .writeBufferSize(options.writeBufferBytes())
        .cacheSize(options.blockCacheBytes());
  }

  private static void checkMarker(Path home, Hash chain, DB db)
      throws IOException, StorageException {
    byte[] value = db.get(Keys.MARKER, new ReadOptions().verifyChecksums(true));
    if (value == null) {
      if (!isEmpty(db)) {
        throw Problems.foreign(home, "a LevelDB database of another program");
      }
      db.put(Keys.MARKER, Keys.marker(chain), new WriteOptions().sync(true));
      return;
    }
    switch (Keys.parse(value)) {
      case Keys.Marker.Known(Hash found) -> {
        if (!found.equals(chain)) {
          throw new StorageException(
              Problem.WRONG_CHAIN,
              "data directory "
                  + home
                  + " belongs to chain "
                  + found.toHex()
                  + ", and this node's genesis is of chain "
                  + chain.toHex()
                  + "; use that chain's genesis, or another data directory");
        }
      }
      case Keys.Marker.Other(int version) ->
          throw new StorageException(
              Problem.WRONG_FORMAT,
              "data directory "
                  + home
                  + " has format version "
                  + version
                  + ", and this program reads version "
                  + Keys.version()
                  + "; run the program that wrote it, or start with another data directory");
      case Keys.Marker.Unreadable() ->
          throw Problems.damaged(home, "its format record cannot be read");
    }
  }

  private static boolean isEmpty(DB db) throws IOException {
    try (DBIterator iterator = db.iterator()) {
      iterator.seekToFirst();
      return !iterator.hasNext();
    }
  }

  private static void release(DirectoryLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      LOG.warn("storage: releasing the lock of the data directory: {}", e.toString());
    }
  }
}
