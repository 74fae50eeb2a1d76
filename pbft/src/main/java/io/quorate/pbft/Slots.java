package io.quorate.pbft;

import io.quorate.consensus.wire.Encoder;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The heights above the committed one in the last view that was open here. While this replica asks
 * for a higher view, commits of this one are still counted: they decide without its help. Not
 * thread-safe.
 */
final class Slots {
  /** Heights at and below the committed one whose votes stay: a second one may come late. */
  private static final long PAST = 4;

  private final State state;
  private final SortedMap<Long, Slot> slots = new TreeMap<>();
  private final SortedMap<Long, Slot> past = new TreeMap<>();

  /** The view; 0 when none was open since the start. */
  long view;

  Slots(State state) {
    this.state = state;
  }

  /** A view opens: the votes of lower ones are forgotten. */
  void open(long opened) {
    view = opened;
    slots.clear();
    past.clear();
  }

  Optional<Slot> get(long height) {
    return Optional.ofNullable(slots.get(height));
  }

  /** The slot of a height inside the window. */
  Slot at(long height) {
    if (!state.inWindow(height)) {
      throw new IllegalStateException("height " + height + " is outside the window");
    }
    return slots.computeIfAbsent(height, h -> new Slot(state.epoch));
  }

  /** The slot of a height that was committed lately; empty for one that is out of mind. */
  Optional<Slot> past(long height) {
    boolean remembered = height <= state.root.height() && height > state.root.height() - PAST;
    return remembered
        ? Optional.of(past.computeIfAbsent(height, h -> new Slot(state.epoch)))
        : Optional.empty();
  }

  SortedMap<Long, Slot> all() {
    return slots;
  }

  /** These heights are committed: their votes decide nothing any more. */
  void leave(long height) {
    SortedMap<Long, Slot> left = slots.headMap(height + 1);
    past.putAll(left);
    left.clear();
    past.headMap(height - PAST + 1).clear();
  }

  void digest(Encoder out) {
    out.u64(view).u32(slots.size());
    slots.forEach((height, slot) -> {
      out.u64(height);
      slot.digest(out);
    });
    out.u32(past.size());
    past.forEach((height, slot) -> {
      out.u64(height);
      slot.digest(out);
    });
  }
}
