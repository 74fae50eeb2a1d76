package io.quorate.node.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the free disk space every so many bytes written, so that the store fails in good order
 * before the disk is full. Thread-safe.
 */
final class SpaceGuard {
  /** Bytes written between two looks; well below any reserve. */
  private static final long INTERVAL = 256 << 10;

  private final Path directory;
  private final long reserve;
  private final Disk disk;
  private final AtomicLong untilLook = new AtomicLong();

  SpaceGuard(Path directory, long reserve, Disk disk) {
    this.directory = directory;
    this.reserve = reserve;
    this.disk = disk;
  }

  /** The disk under a directory. */
  @FunctionalInterface
  interface Disk {
    /** The disk as the operating system sees it; a file store would read the table of mounts. */
    Disk REAL = directory -> directory.toFile().getUsableSpace();

    /** Bytes that this user may still write there. */
    long free(Path directory) throws IOException;
  }

  /** To be called when the directory is there. */
  void checkForOpening() throws IOException, StorageException {
    long free = disk.free(directory);
    if (free < reserve) {
      throw Problems.noSpace(directory, free, reserve);
    }
  }

  /**
   * Takes note of bytes about to be written.
   *
   * @throws IOException when the disk has less than the reserve left
   */
  void spend(long bytes) throws IOException {
    if (untilLook.addAndGet(-bytes) > 0) {
      return;
    }
    untilLook.set(INTERVAL);
    long free = disk.free(directory);
    if (free < reserve + bytes) {
      throw new IOException("No space left on device: " + Problems.full(free, reserve));
    }
  }
}
