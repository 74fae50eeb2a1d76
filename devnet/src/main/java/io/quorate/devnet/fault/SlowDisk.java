package io.quorate.devnet.fault;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A disk whose writes and syncs take longer. Thread-safe. */
final class SlowDisk implements KeyValueStore {
  private final KeyValueStore disk;
  private final LongSupplier millis;

  /**
   * @param millis how much longer, at the moment
   */
  SlowDisk(KeyValueStore disk, LongSupplier millis) {
    this.disk = disk;
    this.millis = millis;
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    return disk.get(key);
  }

  @Override
  public List<Entry> scan(Bytes from, Bytes to, int limit) {
    return disk.scan(from, to, limit);
  }

  @Override
  public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    return disk.scanDescending(from, to, limit);
  }

  @Override
  public void write(WriteBatch batch) {
    pause();
    disk.write(batch);
  }

  @Override
  public void sync() {
    pause();
    disk.sync();
  }

  private void pause() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis.getAsLong());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }
}
