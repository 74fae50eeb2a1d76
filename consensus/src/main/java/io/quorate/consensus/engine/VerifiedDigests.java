package io.quorate.consensus.engine;

import io.quorate.crypto.Hash;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Digests of certificates that held, since each is sent by many peers. It remembers digests alone:
 * a certificate is a slice of its message, and would keep the proposal it came with in memory.
 * Thread-safe.
 */
public final class VerifiedDigests {
  private final int most;
  private final Set<Hash> digests = new LinkedHashSet<>();

  /** Remembers the {@code most} newest. */
  public VerifiedDigests(int most) {
    this.most = most;
  }

  /** Whether what has this digest held before. */
  public boolean contains(Hash digest) {
    synchronized (digests) {
      return digests.contains(digest);
    }
  }

  /** What has this digest held. */
  public void add(Hash digest) {
    synchronized (digests) {
      digests.add(digest);
      if (digests.size() > most) {
        digests.remove(digests.iterator().next());
      }
    }
  }
}
