package io.quorate.simulator;

import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.simulator.seed.Draw;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node's disk: batches are visible at once and durable once a sync covers them. A crash loses a
 * drawn suffix of those that no sync covered, as the contract of {@link KeyValueStore} has it.
 * Survives the node's processes. Not thread-safe.
 */
class SimulatedDisk implements KeyValueStore {
  private static final int STARTS = 1 << 16;

  /**
   * By the first two bytes of the key, as whoever scans wants keys of one sort. Not sorted: every
   * height writes and deletes, and only starts of processes scan. A map that is empty may be one
   * that cannot be written.
   */
  private final List<Map<Bytes, Bytes>> entries =
      new ArrayList<>(Collections.nCopies(STARTS, Collections.emptyMap()));

  private final Deque<List<Undo>> unsynced = new ArrayDeque<>();
  private long written;

  /** What a change replaced. */
  private record Undo(Bytes key, Optional<Bytes> before) {}

  @Override
  public Optional<Bytes> get(Bytes key) {
    return Optional.ofNullable(entries.get(start(key)).get(key));
  }

  @Override
  public List<Entry> scan(Bytes from, Bytes to, int limit) {
    return first(limit, range(from, to));
  }

  @Override
  public List<Entry> scanDescending(Bytes from, Bytes to, int limit) {
    return first(limit, range(from, to).reversed());
  }

  @Override
  public void write(WriteBatch batch) {
    List<Undo> undo = new ArrayList<>(batch.changes().size());
    for (WriteBatch.Change change : batch.changes()) {
      Optional<Bytes> before =
          switch (change) {
            case WriteBatch.Put(Bytes key, Bytes value) -> put(key, value);
            case WriteBatch.Delete(Bytes key) -> remove(key);
          };
      undo.add(new Undo(change.key(), before));
    }
    unsynced.addLast(undo);
    written++;
  }

  @Override
  public void sync() {
    synced(written);
  }

  /** How many batches were written so far; a position for {@link #synced}. */
  long written() {
    return written;
  }

  /** A sync that began at that position has ended. */
  void synced(long position) {
    while (written - unsynced.size() < position) {
      unsynced.removeFirst();
    }
  }

  /** The disk is replaced by an empty one. */
  void wipe() {
    entries.replaceAll(all -> Collections.emptyMap());
    unsynced.clear();
  }

  /** The machine stops. Returns how many batches were lost. */
  int crash(Draw draw) {
    int lost = draw.below(unsynced.size() + 1);
    for (int i = 0; i < lost; i++) {
      List<Undo> undo = unsynced.removeLast();
      for (Undo change : undo.reversed()) {
        change
            .before()
            .ifPresentOrElse(value -> put(change.key(), value), () -> remove(change.key()));
      }
    }
    written -= lost;
    synced(written);
    return lost;
  }

  private List<Entry> range(Bytes from, Bytes to) {
    List<Entry> found = new ArrayList<>();
    for (int start = start(from); start <= start(to); start++) {
      entries
          .get(start)
          .forEach((key, value) -> {
            if (key.compareTo(from) >= 0 && key.compareTo(to) < 0) {
              found.add(new Entry(key, value));
            }
          });
    }
    found.sort(Comparator.comparing(Entry::key));
    return found;
  }

  private Optional<Bytes> put(Bytes key, Bytes value) {
    int start = start(key);
    if (entries.get(start).isEmpty()) {
      entries.set(start, new LinkedHashMap<>());
    }
    return Optional.ofNullable(entries.get(start).put(key, value));
  }

  private Optional<Bytes> remove(Bytes key) {
    Map<Bytes, Bytes> beside = entries.get(start(key));
    return beside.isEmpty() ? Optional.empty() : Optional.ofNullable(beside.remove(key));
  }

  /** The first two bytes as a number; zeros stand for those that a shorter key lacks. */
  private static int start(Bytes key) {
    int first = key.isEmpty() ? 0 : Byte.toUnsignedInt(key.at(0));
    int second = key.size() < 2 ? 0 : Byte.toUnsignedInt(key.at(1));
    return first << Byte.SIZE | second;
  }

  private static List<Entry> first(int limit, List<Entry> found) {
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }
}
