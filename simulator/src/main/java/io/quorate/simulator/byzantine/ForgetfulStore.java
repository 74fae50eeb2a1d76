package io.quorate.simulator.byzantine;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A store in which a new process finds the blocks, but neither the engine's safety state nor what
 * was signed: a disk restored from an old copy, seen from outside.
 */
record ForgetfulStore(KeyValueStore disk) implements KeyValueStore {
  /** Where {@link io.quorate.replica.SigningGuard} keeps its records. */
  private static final Bytes SIGNED = Bytes.utf8("g");

  /** Where the ledger keeps the engine's state. */
  private static final Bytes SAFETY_STATE = Bytes.utf8("m/safety");

  @Override
  public Optional<Bytes> get(Bytes key) {
    return forgotten(key) ? Optional.empty() : disk.get(key);
  }

  @Override
  public List<Entry> scan(Bytes from, Bytes to, int limit) {
    return disk.scan(from, to, limit).stream().filter(e -> !forgotten(e.key())).toList();
  }

  @Override
  public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    return disk.scanDescending(from, to, limit).stream().filter(e -> !forgotten(e.key())).toList();
  }

  @Override
  public void write(WriteBatch batch) {
    disk.write(batch);
  }

  @Override
  public void sync() {
    disk.sync();
  }

  private static boolean forgotten(Bytes key) {
    return key.startsWith(SIGNED) || key.equals(SAFETY_STATE);
  }
}
