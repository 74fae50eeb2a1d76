package io.quorate.node.storage;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteOptions;
import org.jspecify.annotations.Nullable;

/**
 * The storage port on LevelDB.
 *
 * <p>{@link #write} goes to the operating system and returns: it survives a crash of the process.
 * {@link #sync} makes everything written so far survive a power loss; threads that call it at the
 * same time share one fsync. After a crash of either kind the store holds a prefix of the batches
 * written, with everything up to the last sync that returned.
 *
 * <p>When the disk fails or fills while the store is open the {@link FailureHandler} is told once,
 * and this and every later operation throws {@link StoreFailedException}.
 */
public final class LevelDbStore implements KeyValueStore, AutoCloseable {
  private final Path directory;
  private final OpenDatabase database;
  private final FailureHandler onFailure;
  private final ReadOptions reading = new ReadOptions().verifyChecksums(true);
  private final WriteOptions unsynced = new WriteOptions().sync(false);
  private final WriteOptions synced = new WriteOptions().sync(true);
  private final SpaceGuard space;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * Shared by operations, exclusive for closing: the native library does not survive a use after
   * close.
   */
  private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();

  private final GroupCommit commits = new GroupCommit(this::syncDatabase);
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closed;

  private LevelDbStore(
      Path directory, OpenDatabase database, SpaceGuard space, FailureHandler onFailure) {
    this.directory = directory;
    this.database = database;
    this.space = space;
    this.onFailure = onFailure;
  }

  /** Whether that data directory holds a database, be it whole or damaged. */
  public static boolean exists(Path home) {
    return OpenDatabase.exists(home);
  }

  /**
   * Opens the store in {@code directory}, or makes one when there is none.
   *
   * @param directory the data directory; created when missing, and this store's alone
   * @param chain the chain whose data it holds
   * @throws StorageException when the directory cannot be used; see {@link
   *     StorageException.Problem}
   * @throws IllegalStateException when the options ask for the native library and it does not load
   *     here
   */
  public static LevelDbStore open(
      Path directory, Hash chain, StoreOptions options, FailureHandler onFailure)
      throws StorageException {
    return open(directory, chain, options, onFailure, SpaceGuard.Disk.REAL);
  }

  static LevelDbStore open(
      Path directory,
      Hash chain,
      StoreOptions options,
      FailureHandler onFailure,
      SpaceGuard.Disk disk)
      throws StorageException {
    Path home = directory.toAbsolutePath().normalize();
    SpaceGuard space = new SpaceGuard(home, options.reserveBytes(), disk);
    OpenDatabase database = OpenDatabase.open(home, chain, options, space);
    return new LevelDbStore(home, database, space, onFailure);
  }

  /** The implementation in use, for the status page. */
  public StoreOptions.Provider provider() {
    return switch (database.library()) {
      case NATIVE -> StoreOptions.Provider.NATIVE;
      case JAVA -> StoreOptions.Provider.JAVA;
    };
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    return perform(() -> Optional.ofNullable(db().get(Keys.user(key), reading)).map(Bytes::wrap));
  }

  @Override
  public List<Entry> scan(Bytes from, Bytes to, int limit) {
    if (limit <= 0 || from.compareTo(to) >= 0) {
      return List.of();
    }
    return iterate(iterator -> Scans.ascending(iterator, from, to, limit));
  }

  @Override
  public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    if (limit <= 0 || from.compareTo(to) >= 0) {
      return List.of();
    }
    return iterate(iterator ->
        switch (database.library()) {
          case NATIVE -> Scans.descending(iterator, from, to, limit);
          case JAVA -> Scans.descendingByHalves(iterator, from, to, limit);
        });
  }

  @Override
  public void write(WriteBatch batch) {
    if (batch.isEmpty()) {
      return;
    }
    perform(() -> {
      // One writer at a time: after a failed write none may follow it into the log.
      writing.lock();
      try {
        checkNotFailed();
        space.spend(batch.size());
        writeDatabase(batch);
      } catch (IOException | RuntimeException | LinkageError e) {
        throw fail(e);
      } finally {
        writing.unlock();
      }
      commits.written();
      return Optional.empty();
    });
  }

  @Override
  public void sync() {
    perform(() -> {
      commits.sync();
      return Optional.empty();
    });
  }

  /** Waits for running operations, syncs nothing, and lets the directory go. Idempotent. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        database.close();
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  private void writeDatabase(WriteBatch batch) throws IOException {
    try (org.iq80.leveldb.WriteBatch target = db().createWriteBatch()) {
      for (WriteBatch.Change change : batch.changes()) {
        switch (change) {
          case WriteBatch.Put(Bytes key, Bytes value) ->
              target.put(Keys.user(key), value.toArray());
          case WriteBatch.Delete(Bytes key) -> target.delete(Keys.user(key));
        }
      }
      db().write(target, unsynced);
    }
  }

  /** One fsync of everything written so far, for all that wait for one. */
  private void syncDatabase() {
    writing.lock();
    try {
      checkNotFailed();
      db().put(Keys.SYNC, Keys.NOTHING, synced);
      database.logs().settle();
    } catch (IOException | RuntimeException | LinkageError e) {
      throw fail(e);
    } finally {
      writing.unlock();
    }
  }

  private List<Entry> iterate(Walk walk) {
    return perform(() -> {
      try (DBIterator iterator = db().iterator(reading)) {
        return walk.over(iterator);
      } catch (IOException e) {
        throw fail(e);
      }
    });
  }

  private <T> T perform(Supplier<T> operation) {
    life.readLock().lock();
    try {
      if (closed) {
        throw new StoreFailedException(
            "the store in " + directory + " is closed", new ClosedChannelException());
      }
      checkNotFailed();
      return operation.get();
    } catch (RuntimeException | LinkageError e) {
      // The native iterators report damage as plain runtime exceptions.
      throw fail(e);
    } finally {
      life.readLock().unlock();
    }
  }

  private DB db() {
    return database.db();
  }

  private void checkNotFailed() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new StoreFailedException("the store in " + directory + " has failed", cause);
    }
  }

  private StoreFailedException fail(Throwable cause) {
    if (cause instanceof StoreFailedException known) {
      return known;
    }
    String explanation = Problems.running(directory, cause);
    if (failure.compareAndSet(null, cause)) {
      onFailure.onFailure(explanation, cause);
    }
    return new StoreFailedException(explanation, cause);
  }

  /** A read over an open iterator. */
  private interface Walk {
    List<Entry> over(DBIterator iterator);
  }
}
