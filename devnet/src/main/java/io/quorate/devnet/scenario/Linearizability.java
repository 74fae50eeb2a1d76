package io.quorate.devnet.scenario;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a history of reads and writes has an explanation in which every operation takes effect at
 * one moment between its begin and its end. The search of Wing and Gong (JPDC 1993) with the memory
 * of Lowe (Testing for linearizability, 2017): a set of operations done and the value they lead to
 * is tried once. Each entry is judged alone, which is enough (Herlihy and Wing, TOPLAS 1990,
 * theorem 1). Every entry has no value at first.
 */
public final class Linearizability {
  private static final int NONE = -1;

  private final List<Operation> operations;
  private final int size;
  private final int[] next;
  private final int[] before;
  private final int[] kind;

  private Linearizability(List<Operation> history) {
    this.operations = history;
    this.size = history.size();
    this.next = new int[2 * size + 1];
    this.before = new int[2 * size + 1];
    this.kind = new int[2 * size + 1];
  }

  /** The first entry whose operations have no explanation; empty when all have one. */
  public static Optional<String> violation(List<Operation> history) {
    Map<String, List<Operation>> byKey = new TreeMap<>();
    history.forEach(each -> byKey.computeIfAbsent(each.key(), _ -> new ArrayList<>()).add(each));
    return byKey.entrySet().stream()
        .filter(entry -> !new Linearizability(entry.getValue()).holds())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** A begin or an end of an operation; ends of one moment come after begins. */
  private record Edge(int operation, long time, boolean end) {}

  private record Step(int begin, Optional<String> valueBefore) {}

  private record State(BitSet done, Optional<String> value) {}

  /**
   * Walks along the edges by time. At a begin, the operation may take effect here: then its two
   * edges are lifted out and the walk starts again. At an end, an operation should have taken
   * effect before: the latest choice is taken back.
   */
  private boolean holds() {
    List<Edge> edges = edges();
    link(edges);
    Set<State> tried = new HashSet<>();
    List<Step> chosen = new ArrayList<>();
    BitSet done = new BitSet(size);
    Optional<String> value = Optional.empty();
    int at = next[0];
    while (at != NONE) {
      Edge edge = edges.get(at - 1);
      if (!edge.end()) {
        Operation operation = operations.get(edge.operation());
        if (operation.write() || operation.value().equals(value)) {
          Optional<String> after = operation.write() ? operation.value() : value;
          done.set(edge.operation());
          if (tried.add(new State((BitSet) done.clone(), after))) {
            chosen.add(new Step(at, value));
            value = after;
            lift(at);
            at = next[0];
            continue;
          }
          done.clear(edge.operation());
        }
        at = next[at];
      } else if (isOpen(edge)) {
        // From here on all is open: what is left may never take effect.
        return true;
      } else {
        if (chosen.isEmpty()) {
          return false;
        }
        Step last = chosen.removeLast();
        done.clear(edges.get(last.begin() - 1).operation());
        value = last.valueBefore();
        unlift(last.begin());
        at = next[last.begin()];
      }
    }
    return true;
  }

  private static boolean isOpen(Edge edge) {
    return edge.time() == Operation.OPEN;
  }

  private List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      edges.add(new Edge(i, operations.get(i).begin(), false));
      edges.add(new Edge(i, operations.get(i).end(), true));
    }
    edges.sort(Comparator.comparingLong(Edge::time).thenComparing(Edge::end));
    return edges;
  }

  /** A doubly linked list over the edges, from 1; 0 is its head; {@code kind} pairs the edges. */
  private void link(List<Edge> edges) {
    int[] begins = new int[size];
    for (int i = 1; i <= edges.size(); i++) {
      Edge edge = edges.get(i - 1);
      before[i] = i - 1;
      next[i - 1] = i;
      if (edge.end()) {
        kind[begins[edge.operation()]] = i;
      } else {
        begins[edge.operation()] = i;
      }
    }
    next[edges.size()] = NONE;
  }

  private void lift(int begin) {
    remove(begin);
    remove(kind[begin]);
  }

  private void remove(int edge) {
    next[before[edge]] = next[edge];
    if (next[edge] != NONE) {
      before[next[edge]] = before[edge];
    }
  }

  /** In the opposite order, so that neighbours are what they were. */
  private void unlift(int begin) {
    restore(kind[begin]);
    restore(begin);
  }

  private void restore(int edge) {
    next[before[edge]] = edge;
    if (next[edge] != NONE) {
      before[next[edge]] = edge;
    }
  }
}
