package io.quorate.application.state;

import io.quorate.application.ReadableState;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SparseMerkle;
import io.quorate.crypto.SparseMerkleProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The authenticated state of a chain: for each of the latest versions (block heights) a map from
 * keys to values with a root in the shape of {@link SparseMerkle}, and a proof for every key,
 * present or absent.
 *
 * <p>The idea is that of the Jellyfish Merkle tree (Diem, "Jellyfish Merkle Tree", 2021): the
 * binary tree is cut into pages of four levels, stored under the version that wrote them; a new
 * version writes only the pages on the changed paths, and what it replaced is listed so that it can
 * be deleted when the version before is given up. Other than there, the topmost pages stay in
 * memory ({@link Crown}) and are stored as a {@link Journal} of their changes.
 *
 * <p><b>Writing</b> is for one thread: {@link #apply} fills a batch, the caller writes the batch to
 * the store, alone or together with its own entries, and then calls {@link #committed}. If the
 * process dies in between, a tree opened over the store is at the old or at the new version, as the
 * batch says.
 *
 * <p><b>Reading</b> is for any number of threads at any time. Pages and values are never
 * overwritten, so reads at a retained version are undisturbed by the version being written. A
 * version that is given up counts as not retained from the {@code apply} on that deletes it.
 *
 * <p><b>Memory</b> is flat, whatever the number of keys: the crown, less than 7 MiB; pages below it
 * of at most {@value #CACHED_BYTES} bytes in all; and per retained version the crown's nodes that
 * the next one changed, about 90 KiB for 200 changed keys.
 */
public final class StateTree implements ReadableState {
  private static final long CACHED_BYTES = 24L << 20;

  /**
   * Fewest versions that can be retained: the latest, and the one before, which readers may still
   * be at.
   */
  private static final int MINIMUM_RETAINED = 2;

  /**
   * Versions given up per new one at most, so that a store opened with a smaller number of them
   * shrinks step by step.
   */
  private static final int PRUNED_AT_ONCE = 4;

  private final KeyValueStore store;
  private final Records records;
  private final Pages pages;
  private final TreeReader reader;
  private final int retainedVersions;

  /** What readers see. */
  private final Versions versions;

  /** The oldest version that the store still holds whole. */
  private long oldestStored;

  /** Applied and not yet committed. */
  private Optional<Pending> pending = Optional.empty();

  private record Pending(long version, Patch patch, List<Bytes> stale, Map<Bytes, Page> pages) {}

  /**
   * A value and what proves it.
   *
   * @param root the root of the version that was read
   * @param value the value, or empty when that version has none
   * @param proof of the presence of that value, or of the absence of any
   */
  public record ProvedValue(Hash root, Optional<Bytes> value, SparseMerkleProof proof) {}

  /**
   * Opens the tree that the store holds, or an empty one.
   *
   * @param prefix in front of all keys that the tree uses in the store; nothing else begins with it
   * @param retainedVersions how many of the latest versions can be read, at least 2
   * @throws IllegalArgumentException when fewer are asked for
   * @throws IllegalStateException when what the store holds does not have the roots that it says:
   *     it is damaged
   */
  public StateTree(KeyValueStore store, Bytes prefix, int retainedVersions) {
    if (retainedVersions < MINIMUM_RETAINED) {
      throw new IllegalArgumentException(
          "at least " + MINIMUM_RETAINED + " versions are retained, not " + retainedVersions);
    }
    this.store = store;
    this.records = new Records(prefix);
    this.versions = Versions.open(store, records);
    this.pages = new Pages(store, CACHED_BYTES);
    this.reader = new TreeReader(store, versions, pages, records);
    this.retainedVersions = retainedVersions;
    this.oldestStored = versions.oldest();
  }

  /** The version committed last, or -1 when there is none. */
  public long latestVersion() {
    return versions.latest();
  }

  /** The oldest version that can be read; 0 when there is none. */
  public long oldestVersion() {
    return versions.oldest();
  }

  /** Whether that version can be read. */
  public boolean retains(long version) {
    return versions.has(version);
  }

  /**
   * The root of a version; {@link SparseMerkle#EMPTY} when it has no keys.
   *
   * @throws IllegalArgumentException when the version is not retained
   */
  public Hash root(long version) {
    return versions.root(version).orElseThrow(() -> notRetained(version));
  }

  /** The value under {@code key} at the latest version; empty also when there is no version. */
  @Override
  public Optional<Bytes> get(Bytes key) {
    long latest = versions.latest();
    return latest < 0 ? Optional.empty() : found(reader.find(latest, key), latest, key);
  }

  @Override
  public boolean contains(Bytes key) {
    long latest = versions.latest();
    return latest >= 0
        && reader.contains(latest, key).orElseGet(() -> getAgain(latest, key).isPresent());
  }

  /**
   * The value under {@code key} at a retained version.
   *
   * @throws IllegalArgumentException when the version is not retained; for versions that others
   *     choose, use {@link #read}
   */
  public Optional<Bytes> get(long version, Bytes key) {
    return switch (reader.find(version, key)) {
      case TreeReader.Lookup.Absent() -> Optional.empty();
      case TreeReader.Lookup.Present(Bytes value) -> Optional.of(value);
      case TreeReader.Lookup.Missing() -> throw missing(version);
    };
  }

  /**
   * The proof of what a version holds under {@code key}, or empty when the version is not retained.
   */
  public Optional<SparseMerkleProof> prove(long version, Bytes key) {
    return read(version, key).map(ProvedValue::proof);
  }

  /**
   * The value of a version under {@code key} with its proof, or empty when the version is not
   * retained.
   */
  public Optional<ProvedValue> read(long version, Bytes key) {
    Optional<ProvedValue> result = reader.prove(version, key);
    if (result.isEmpty() && retains(version)) {
      throw damaged();
    }
    return result;
  }

  /**
   * Computes the next version and appends all its writes to {@code batch}. It becomes visible by
   * {@link #committed}; applying again before that takes the place of what was applied, and its
   * batch is to be thrown away.
   *
   * @param version one above the latest; any from 0 on when there is none
   * @param changes new values, or empty for keys to be removed; a value that is there already and a
   *     key that is absent already cost little and change nothing
   * @param batch receives the writes; to be written as a whole
   * @return the root of the new version
   * @throws IllegalArgumentException when the version is another
   */
  public Hash apply(long version, SortedMap<Bytes, Optional<Bytes>> changes, WriteBatch batch) {
    long latest = versions.latest();
    if (version < 0 || (latest >= 0 && version != latest + 1)) {
      throw new IllegalArgumentException("version " + version + " cannot follow version " + latest);
    }
    TreeUpdate update = new TreeUpdate(pages, records, version, batch);
    SortedMap<Integer, Child> slots = update.update(versions, sorted(changes));
    Patch patch = versions.patch(slots);
    Hash root = versions.root(patch);
    batch.put(records.root(version), root.bytes());
    batch.put(records.journal(version), Journal.of(version, versions::latestSlot, slots).encoded());
    if (latest >= 0) {
      batch.put(records.stale(version), records.encodeStale(update.stale()));
      versions.forgetBefore(prune(version, batch));
    }
    pending = Optional.of(new Pending(version, patch, update.stale(), update.written()));
    return root;
  }

  /**
   * Makes the applied version visible, after its batch was written to the store.
   *
   * @throws IllegalStateException when another version, or none, was applied last
   */
  public void committed(long version) {
    Pending applied =
        pending
            .filter(p -> p.version() == version)
            .orElseThrow(
                () -> new IllegalStateException("version " + version + " was not applied"));
    pages.replace(applied.stale(), applied.pages());
    versions.add(version, applied.patch());
    oldestStored = versions.oldest();
    pending = Optional.empty();
  }

  /**
   * Deletes what only versions that are now given up needed; returns the oldest version that is
   * left.
   */
  private long prune(long version, WriteBatch batch) {
    long keepFrom = Math.min(version - retainedVersions + 1, oldestStored + PRUNED_AT_ONCE);
    long oldest = oldestStored;
    while (oldest < keepFrom) {
      batch.delete(records.root(oldest));
      oldest++;
      Bytes replaced = records.stale(oldest);
      records.decodeStale(store.get(replaced).orElseThrow(this::damaged)).forEach(batch::delete);
      batch.delete(replaced);
      if (oldest >= Journal.CYCLE) {
        batch.delete(records.journal(oldest - Journal.CYCLE));
      }
    }
    return oldest;
  }

  private static List<Change> sorted(SortedMap<Bytes, Optional<Bytes>> changes) {
    List<Change> list = new ArrayList<>(changes.size());
    changes.forEach((key, value) -> list.add(change(key, value)));
    list.sort((a, b) -> a.position().compareTo(b.position()));
    return list;
  }

  private static Change change(Bytes key, Optional<Bytes> value) {
    Hash position = SparseMerkle.position(key);
    return value
        .<Change>map(v -> new Change.Put(position, SparseMerkle.leaf(position, v), key, v))
        .orElseGet(() -> new Change.Remove(position));
  }

  private Optional<Bytes> found(TreeReader.Lookup lookup, long version, Bytes key) {
    return switch (lookup) {
      case TreeReader.Lookup.Absent() -> Optional.empty();
      case TreeReader.Lookup.Present(Bytes value) -> Optional.of(value);
      case TreeReader.Lookup.Missing() -> getAgain(version, key);
    };
  }

  /**
   * The latest version may have been given up between looking up its slot and reading its pages.
   */
  private Optional<Bytes> getAgain(long seen, Bytes key) {
    if (retains(seen)) {
      throw damaged();
    }
    return get(key);
  }

  private RuntimeException missing(long version) {
    return retains(version) ? damaged() : notRetained(version);
  }

  private IllegalArgumentException notRetained(long version) {
    return new IllegalArgumentException(
        "version "
            + version
            + " is not retained; readable are "
            + versions.oldest()
            + " to "
            + versions.latest());
  }

  private IllegalStateException damaged() {
    return new IllegalStateException(
        "the store is damaged: it lacks entries of the state versions "
            + versions.oldest()
            + " to "
            + versions.latest());
  }
}
