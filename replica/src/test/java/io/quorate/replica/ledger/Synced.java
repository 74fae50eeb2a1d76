package io.quorate.replica.ledger;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A store that tells of its syncs.
 *
 * @param inner the store
 * @param told of each
 */
record Synced(KeyValueStore inner, Runnable told) implements KeyValueStore {
  @Override
  public Optional<Bytes> get(Bytes key) {
    return inner.get(key);
  }

  @Override
  public List<Entry> scan(Bytes from, Bytes to, int limit) {
    return inner.scan(from, to, limit);
  }

  @Override
  public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    return inner.scanDescending(from, to, limit);
  }

  @Override
  public void write(WriteBatch batch) {
    inner.write(batch);
  }

  @Override
  public void sync() {
    told.run();
    inner.sync();
  }
}
