package io.quorate.consensus.storage;

import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * An ordered key-value store. Keys compare as unsigned byte strings. Batches are atomic and become
 * durable in the order in which they were written: after a crash the store holds a prefix of them,
 * and every batch up to the last synced one is part of it. Thread-safe; a read sees every write
 * that completed before it. An I/O failure stops the process (the implementation's duty), so no
 * method reports one.
 */
public interface KeyValueStore {

  /** The value under {@code key}. */
  Optional<Bytes> get(Bytes key);

  /** Entries with {@code from <= key < to} in key order, at most {@code limit}. */
  List<Entry> scan(Bytes from, Bytes to, int limit);

  /** Entries with {@code from <= key < to} in descending key order, at most {@code limit}. */
  List<Entry> scanDescending(Bytes from, Bytes to, int limit);

  /**
   * Applies {@code batch} atomically; durable only after a later {@link #sync} or with the sync of
   * a later batch.
   */
  void write(WriteBatch batch);

  /** Returns when everything written so far survives a power loss. */
  void sync();

  /**
   * One entry.
   *
   * @param key its key
   * @param value its value
   */
  record Entry(Bytes key, Bytes value) {}
}
