package io.quorate.node.runtime;

import io.quorate.replica.ReplicaTimer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The replica's timers on the real clock. Called by the replica's loop alone; expiries come on a
 * thread of their own.
 */
final class Timers implements AutoCloseable {
  private record Key(ReplicaTimer.Owner owner, String name) {}

  private final ScheduledThreadPoolExecutor scheduler;
  private final Map<Key, ScheduledFuture<?>> running = new HashMap<>();
  private final Consumer<ReplicaTimer> onExpiry;

  Timers(String name, Consumer<ReplicaTimer> onExpiry) {
    this.onExpiry = onExpiry;
    this.scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(name + "-timers").daemon().factory());
    scheduler.setRemoveOnCancelPolicy(true);
  }

  void start(ReplicaTimer timer, long delayMillis) {
    Key key = new Key(timer.owner(), timer.id().name());
    ScheduledFuture<?> next =
        scheduler.schedule(() -> onExpiry.accept(timer), delayMillis, TimeUnit.MILLISECONDS);
    ScheduledFuture<?> before = running.put(key, next);
    if (before != null) {
      before.cancel(false);
    }
  }

  void cancel(ReplicaTimer.Owner owner, String name) {
    ScheduledFuture<?> before = running.remove(new Key(owner, name));
    if (before != null) {
      before.cancel(false);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
