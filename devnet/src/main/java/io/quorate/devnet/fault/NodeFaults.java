package io.quorate.devnet.fault;

import io.quorate.simulator.byzantine.LieKind;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that is wrong with one node at a time, but for what happens to its process. Immutable;
 * every change has a higher revision.
 *
 * @param revision counts the changes
 * @param lies what it does as a Byzantine node, from its next start on; honest when empty
 * @param skewMillis how far its clock is ahead; behind when negative
 * @param diskFull whether it finds its disk full
 * @param diskSlowMillis how much longer each write and each sync of its disk takes
 * @param cut the nodes that it has no connection with
 * @param lines the lines to other nodes that are bad
 */
public record NodeFaults(
    long revision,
    List<LieKind> lies,
    long skewMillis,
    boolean diskFull,
    long diskSlowMillis,
    SortedSet<String> cut,
    SortedMap<String, LineFault> lines) {
  /** A node without fault. */
  public static final NodeFaults NONE =
      new NodeFaults(0, List.of(), 0, false, 0, new TreeSet<>(), new TreeMap<>());

  /** Copies what is given. */
  public NodeFaults {
    lies = List.copyOf(lies);
    cut = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(cut));
    lines = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(lines));
  }

  /** Whether nothing is wrong. */
  public boolean none() {
    return lies.isEmpty()
        && skewMillis == 0
        && !diskFull
        && diskSlowMillis == 0
        && cut.isEmpty()
        && lines.isEmpty();
  }

  /** The same with other lies. */
  public NodeFaults lying(List<LieKind> others) {
    return new NodeFaults(revision + 1, others, skewMillis, diskFull, diskSlowMillis, cut, lines);
  }

  /** The same with another clock. */
  public NodeFaults skewed(long millis) {
    return new NodeFaults(revision + 1, lies, millis, diskFull, diskSlowMillis, cut, lines);
  }

  /** The same with another disk. */
  public NodeFaults disk(boolean full, long slowMillis) {
    return new NodeFaults(revision + 1, lies, skewMillis, full, slowMillis, cut, lines);
  }

  /** The same cut off from exactly those nodes. */
  public NodeFaults cutFrom(SortedSet<String> others) {
    return new NodeFaults(revision + 1, lies, skewMillis, diskFull, diskSlowMillis, others, lines);
  }

  /** The same with another line to that node. */
  public NodeFaults line(String to, LineFault fault) {
    SortedMap<String, LineFault> changed = new TreeMap<>(lines);
    if (fault.equals(LineFault.NONE)) {
      changed.remove(to);
    } else {
      changed.put(to, fault);
    }
    return new NodeFaults(revision + 1, lies, skewMillis, diskFull, diskSlowMillis, cut, changed);
  }

  /** Without any fault. */
  public NodeFaults cleared() {
    return new NodeFaults(revision + 1, List.of(), 0, false, 0, NONE.cut, NONE.lines);
  }
}
