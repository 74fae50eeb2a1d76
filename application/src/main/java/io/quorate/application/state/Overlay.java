package io.quorate.application.state;

import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.crypto.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The changes of a block while it is being executed, over the state before it. Parts can be undone:
 * {@link #begin} opens one, {@link #keep} or {@link #rollback} closes it, and they nest. Not
 * thread-safe.
 *
 * <p>Keys are those of the state tree (see {@link io.quorate.consensus.StateKeys}), without the
 * limits that {@link State} sets for applications: {@link StateView} checks those.
 */
public final class Overlay implements State {
  private final ReadableState base;
  private final TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();

  /** What to put back, in the order in which it was changed. */
  private final List<Undo> journal = new ArrayList<>();

  /** The length of the journal when each open part began, the innermost first. */
  private final Deque<Integer> open = new ArrayDeque<>();

  /** The entry of {@link #changes} before a write; the outer emptiness says that there was none. */
  private record Undo(Bytes key, Optional<Optional<Bytes>> before) {}

  /** No changes yet. */
  public Overlay(ReadableState base) {
    this.base = base;
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    Optional<Bytes> changed = changes.get(key);
    return changed == null ? base.get(key) : changed;
  }

  @Override
  public boolean contains(Bytes key) {
    Optional<Bytes> changed = changes.get(key);
    return changed == null ? base.contains(key) : changed.isPresent();
  }

  @Override
  public void put(Bytes key, Bytes value) {
    change(key, Optional.of(value));
  }

  @Override
  public void delete(Bytes key) {
    change(key, Optional.empty());
  }

  /** Opens a part that can be undone. */
  public void begin() {
    open.push(journal.size());
  }

  /**
   * Undoes every change since the innermost open {@link #begin}, and closes that part.
   *
   * @throws IllegalStateException when none is open
   */
  public void rollback() {
    int start = close();
    for (int i = journal.size() - 1; i >= start; i--) {
      Undo undo = journal.remove(i);
      undo.before()
          .ifPresentOrElse(v -> changes.put(undo.key(), v), () -> changes.remove(undo.key()));
    }
  }

  /**
   * Closes the innermost open part and keeps its changes, which an outer part may still undo.
   *
   * @throws IllegalStateException when none is open
   */
  public void keep() {
    close();
    if (open.isEmpty()) {
      journal.clear();
    }
  }

  /**
   * All changes: a value, or empty for a removed key. A view; the overlay is not used any further
   * while it is in use.
   *
   * @throws IllegalStateException when a part is open
   */
  public SortedMap<Bytes, Optional<Bytes>> changes() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("a part of the changes is neither kept nor rolled back");
    }
    return Collections.unmodifiableSortedMap(changes);
  }

  private int close() {
    if (open.isEmpty()) {
      throw new IllegalStateException("no part of the changes was begun");
    }
    return open.pop();
  }

  private void change(Bytes key, Optional<Bytes> value) {
    Optional<Bytes> before = changes.put(key, value);
    if (!open.isEmpty()) {
      journal.add(new Undo(key, Optional.ofNullable(before)));
    }
  }
}
