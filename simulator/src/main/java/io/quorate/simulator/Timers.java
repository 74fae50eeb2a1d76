package io.quorate.simulator;

import io.quorate.replica.ReplicaTimer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The timers of one process: one per owner and name, each fires once unless restarted or cancelled.
 * Not thread-safe.
 */
final class Timers {
  private final Scheduler scheduler;
  private final Consumer<ReplicaTimer> fire;
  private final Map<Slot, Long> running = new LinkedHashMap<>();
  private long generation;

  private record Slot(ReplicaTimer.Owner owner, String name) {}

  Timers(Scheduler scheduler, Consumer<ReplicaTimer> fire) {
    this.scheduler = scheduler;
    this.fire = fire;
  }

  void start(ReplicaTimer timer, long delayMillis) {
    Slot slot = new Slot(timer.owner(), timer.id().name());
    long mine = ++generation;
    running.put(slot, mine);
    scheduler.after(
        delayMillis * Plan.MILLI,
        () -> {
          if (running.remove(slot, mine)) {
            fire.accept(timer);
          }
        });
  }

  void cancel(ReplicaTimer.Owner owner, String name) {
    running.remove(new Slot(owner, name));
  }

  /** None fires any more. */
  void stop() {
    running.clear();
  }

  int size() {
    return running.size();
  }
}
