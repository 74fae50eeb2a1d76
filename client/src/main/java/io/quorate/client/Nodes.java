package io.quorate.client;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The nodes in the order in which to ask them. Thread-safe. */
final class Nodes {
  private final List<Node> all;
  private final AtomicInteger turn = new AtomicInteger();

  Nodes(List<Node> all) {
    this.all = List.copyOf(all);
  }

  List<Node> all() {
    return all;
  }

  /** A place from which to start; a different one each time, so that work spreads. */
  int nextHome() {
    return Math.floorMod(turn.getAndIncrement(), all.size());
  }

  /** All of them: those that behaved first, among equals from {@code home} on. */
  List<Node> order(int home) {
    long now = System.nanoTime();
    int size = all.size();
    return java.util.stream.IntStream.range(0, size)
        .mapToObj(i -> all.get((home + i) % size))
        .sorted(Comparator.comparingInt(node -> node.rank(now)))
        .toList();
  }
}
