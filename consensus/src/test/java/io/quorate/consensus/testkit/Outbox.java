package io.quorate.consensus.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/**
 * Keeps the order of writes and of what leaves a replica: a write is a barrier, nothing behind it
 * leaves before it is durable (contract, duty 3). A crash loses all that waits.
 */
final class Outbox {
  private final BiConsumer<Long, Runnable> later;
  private final Deque<Item> waiting = new ArrayDeque<>();

  private record Item(boolean write, Runnable action) {}

  /** {@code later} runs something after that many milliseconds, unless the replica crashes. */
  Outbox(BiConsumer<Long, Runnable> later) {
    this.later = later;
  }

  /** A write that takes {@code delay} milliseconds to become durable; none at all for 0. */
  void write(long delay, Runnable sync) {
    if (delay == 0 && waiting.isEmpty()) {
      sync.run();
      return;
    }
    waiting.add(new Item(true, sync));
    later.accept(delay, this::synced);
  }

  void leave(Runnable send) {
    if (waiting.isEmpty()) {
      send.run();
    } else {
      waiting.add(new Item(false, send));
    }
  }

  void crash() {
    waiting.clear();
  }

  /** One write more is durable; what waited behind it leaves. */
  private void synced() {
    waiting.removeFirst().action().run();
    while (!waiting.isEmpty() && !waiting.getFirst().write()) {
      waiting.removeFirst().action().run();
    }
  }
}
