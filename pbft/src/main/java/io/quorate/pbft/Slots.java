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
  private final State state;
  private final SortedMap<Long, Slot> slots = new TreeMap<>();

  /** The view; 0 when none was open since the start. */
  long view;

  Slots(State state) {
    this.state = state;
  }

  /** A view opens: the votes of lower ones are forgotten. */
  void open(long opened) {
    view = opened;
    slots.clear();
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

  SortedMap<Long, Slot> all() {
    return slots;
  }

  void forgetUpTo(long height) {
    slots.headMap(height + 1).clear();
  }

  void digest(Encoder out) {
    out.u64(view).u32(slots.size());
    slots.forEach((height, slot) -> {
      out.u64(height);
      slot.digest(out);
    });
  }
}
