package io.quorate.node.storage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads that wait for durability at the same time share one fsync, and skips one that
 * nothing needs.
 */
final class GroupCommit {
  private final Runnable fsync;
  private final AtomicLong written = new AtomicLong();
  private final ReentrantLock syncing = new ReentrantLock();

  /** How many writes are known to be durable; changes under {@link #syncing}. */
  private volatile long durable;

  GroupCommit(Runnable fsync) {
    this.fsync = fsync;
  }

  /** To be called after each completed write. */
  void written() {
    written.incrementAndGet();
  }

  /**
   * Returns when every write completed before the call is durable. Throws what the fsync throws.
   */
  void sync() {
    long target = written.get();
    if (durable >= target) {
      return;
    }
    syncing.lock();
    try {
      // Whoever held the lock meanwhile has synced for all that waited, unless it started before
      // this thread's write.
      if (durable < target) {
        long covered = written.get();
        fsync.run();
        durable = covered;
      }
    } finally {
      syncing.unlock();
    }
  }
}
