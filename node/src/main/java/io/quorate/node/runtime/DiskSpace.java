package io.quorate.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds up writers while the data directory's file system is nearly full, so that a full disk
 * pauses a node instead of breaking it: it goes on by itself when there is room again, and answers
 * reads meanwhile. Thread-safe.
 */
final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Path directory;
  private final FileStore fileStore;
  private final long reserveBytes;
  private final LongUnaryOperator seen;
  private final Counter pauses;
  private volatile long checkedAt;
  private volatile boolean full;

  /**
   * @param directory an existing directory
   * @param reserveBytes writers wait while fewer bytes than this are usable
   * @param seen the bytes to find usable where the file system has so many
   */
  DiskSpace(Path directory, long reserveBytes, LongUnaryOperator seen, MeterRegistry registry) {
    this.directory = directory;
    this.reserveBytes = reserveBytes;
    this.seen = seen;
    this.pauses = registry.counter("quorate.disk.full");
    try {
      this.fileStore = Files.getFileStore(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.checkedAt = System.nanoTime() - CHECK_NANOS;
  }

  /** Whether writers are waiting for room. */
  boolean full() {
    return full;
  }

  /** Returns when there is room; at once in the ordinary case. */
  void awaitRoom() throws InterruptedException {
    long now = System.nanoTime();
    if (!full && now - checkedAt < CHECK_NANOS) {
      return;
    }
    checkedAt = now;
    while (usable() < reserveBytes) {
      if (!full) {
        full = true;
        pauses.increment();
        LOG.error(
            "fewer than {} MiB are free for {}; this node writes and votes no more until there is"
                + " room: free some space",
            reserveBytes >> 20,
            directory);
      }
      LockSupport.parkNanos(RETRY_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    if (full) {
      full = false;
      LOG.info("there is room again for {}; going on", directory);
    }
  }

  private long usable() {
    try {
      return seen.applyAsLong(fileStore.getUsableSpace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
