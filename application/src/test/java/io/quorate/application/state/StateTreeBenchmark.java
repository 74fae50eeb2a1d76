package io.quorate.application.state;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures the CPU time of a changed key, reads and proofs in a large tree over a store in memory.
 * Run by hand: arguments are the number of keys and the changes per version.
 */
final class StateTreeBenchmark {
  private StateTreeBenchmark() {}

  public static void main(String[] args) {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    TimedStore store = new TimedStore();
    StateTree tree = new StateTree(store, Bytes.utf8("s"), 100);
    Random random = new Random(1);
    long version = 0;
    for (int from = 0; from < keys; from += 10_000) {
      SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      for (int i = from; i < from + 10_000; i++) {
        changes.put(key(i), Optional.of(value(random)));
      }
      write(tree, store, version++, changes);
    }
    System.out.printf("%d keys, %d entries in the store%n", keys, store.entries.size());
    for (int round = 0; round < 2; round++) {
      for (int changed : new int[] {50, 200, 500}) {
        version = updates(tree, store, random, keys, changed, version);
      }
    }
    reads(tree, random, keys, version - 1);
  }

  private static long updates(
      StateTree tree, TimedStore store, Random random, int keys, int changed, long first) {
    long version = first;
    long apply = 0;
    long bytes = 0;
    long entries = 0;
    long total = cpu();
    store.readTime = 0;
    int versions = 100_000 / changed;
    for (int n = 0; n < versions; n++) {
      SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      while (changes.size() < changed) {
        changes.put(key(random.nextInt(keys)), Optional.of(value(random)));
      }
      WriteBatch batch = new WriteBatch();
      long start = cpu();
      tree.apply(version, changes, batch);
      apply += cpu() - start;
      bytes += batch.size();
      entries += batch.changes().size();
      store.write(batch);
      start = cpu();
      tree.committed(version++);
      apply += cpu() - start;
    }
    total = cpu() - total;
    int count = versions * changed;
    System.out.printf(
        "%d changes a version, CPU per changed key: tree %.1f us, its reads of the store %.1f us,"
            + " all with the map that plays the store %.1f us; written %d bytes in %.1f entries%n",
        changed,
        (apply - store.readTime) / 1e3 / count,
        store.readTime / 1e3 / count,
        total / 1e3 / count,
        bytes / count,
        (double) entries / count);
    return version;
  }

  private static void reads(StateTree tree, Random random, int keys, long version) {
    int count = 200_000;
    long start = cpu();
    long size = 0;
    for (int i = 0; i < count; i++) {
      size += tree.get(key(random.nextInt(keys))).orElseThrow().size();
    }
    System.out.printf("get: %.1f us, %d bytes%n", (cpu() - start) / 1e3 / count, size / count);
    start = cpu();
    size = 0;
    for (int i = 0; i < count; i++) {
      size += tree.prove(version, key(random.nextInt(keys))).orElseThrow().encode().size();
    }
    System.out.printf(
        "prove and encode: %.1f us, %d bytes%n", (cpu() - start) / 1e3 / count, size / count);
  }

  private static void write(
      StateTree tree, TimedStore store, long version, SortedMap<Bytes, Optional<Bytes>> changes) {
    WriteBatch batch = new WriteBatch();
    tree.apply(version, changes, batch);
    store.write(batch);
    tree.committed(version);
  }

  /** A store in memory that adds up the CPU time of single reads. */
  private static final class TimedStore implements KeyValueStore {
    final MemoryStore entries = new MemoryStore();
    long readTime;

    @Override
    public Optional<Bytes> get(Bytes key) {
      long start = cpu();
      Optional<Bytes> value = entries.get(key);
      readTime += cpu() - start;
      return value;
    }

    @Override
    public List<Entry> scan(Bytes from, Bytes to, int limit) {
      return entries.scan(from, to, limit);
    }

    @Override
    public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
      return entries.scanDescending(from, to, limit);
    }

    @Override
    public void write(WriteBatch batch) {
      entries.write(batch);
    }

    @Override
    public void sync() {}
  }

  private static Bytes key(int i) {
    return Bytes.utf8("account-" + i);
  }

  private static Bytes value(Random random) {
    byte[] value = new byte[64];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
