package io.quorate.consensus.storage;

import io.quorate.crypto.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that take effect together; a later change of one key wins. Not thread-safe while it is
 * being filled.
 */
public final class WriteBatch {
  private final List<Change> changes = new ArrayList<>();
  private long size;

  /** One change of a batch. */
  public sealed interface Change {
    /** The key that changes. */
    Bytes key();
  }

  /**
   * Sets a value.
   *
   * @param key the key
   * @param value its new value
   */
  public record Put(Bytes key, Bytes value) implements Change {}

  /**
   * Removes a key; a no-op where there is none.
   *
   * @param key the key
   */
  public record Delete(Bytes key) implements Change {}

  /** Sets {@code key} to {@code value}. */
  public WriteBatch put(Bytes key, Bytes value) {
    changes.add(new Put(key, value));
    size += key.size() + value.size();
    return this;
  }

  /** Removes {@code key}. */
  public WriteBatch delete(Bytes key) {
    changes.add(new Delete(key));
    size += key.size();
    return this;
  }

  /** Appends every change of {@code other}. */
  public WriteBatch addAll(WriteBatch other) {
    changes.addAll(other.changes);
    size += other.size;
    return this;
  }

  /** The changes in the order in which they were added; a live view. */
  public List<Change> changes() {
    return java.util.Collections.unmodifiableList(changes);
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Bytes of keys and values in total. */
  public long size() {
    return size;
  }
}
