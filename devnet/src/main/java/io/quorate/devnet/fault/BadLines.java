package io.quorate.devnet.fault;

import io.quorate.node.net.Links;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** All lines of one node. Thread-safe. */
final class BadLines implements Links {
  /** More than a network has lines at a node, so that no two of them draw alike. */
  private static final long LINES = 1_000;

  private final Map<Integer, String> names;
  private final Map<Integer, BadLine> lines = new TreeMap<>();
  private volatile IntConsumer disconnect = peer -> {};

  /**
   * @param names the other nodes by their validator indexes
   * @param seed what losses, doubles and jitter are drawn from, for each line apart
   */
  BadLines(Map<Integer, String> names, long seed) {
    this.names = new TreeMap<>(names);
    // One thread, so that messages with one time leave in the order in which they came.
    ScheduledExecutorService later =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bad-lines").daemon().factory());
    names
        .keySet()
        .forEach(peer -> {
          Random drawn = new Random(seed * LINES + peer);
          lines.put(
              peer,
              new BadLine(
                  (step, nanos) -> {
                    var _ = later.schedule(step, nanos, TimeUnit.NANOSECONDS);
                  },
                  System::nanoTime,
                  drawn::nextDouble));
        });
  }

  @Override
  public void begin(IntConsumer connections) {
    disconnect = connections;
  }

  void apply(NodeFaults faults) {
    lines.forEach((peer, line) -> {
      String name = names.getOrDefault(peer, "");
      boolean cut = faults.cut().contains(name);
      line.set(faults.lines().getOrDefault(name, LineFault.NONE), cut);
      if (cut) {
        disconnect.accept(peer);
      }
    });
  }

  @Override
  public boolean open(int peer) {
    BadLine line = lines.get(peer);
    return line == null || !line.isCut();
  }

  @Override
  public void carry(int peer, int bytes, Runnable send) {
    BadLine line = lines.get(peer);
    if (line == null) {
      send.run();
    } else {
      line.carry(bytes, send);
    }
  }
}
