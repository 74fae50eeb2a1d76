package io.quorate.node.runtime;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives the heap of a burst back to the operating system once the node rests: the collector shrinks
 * the heap only when it collects, and a node without work never does. One full collection per rest,
 * while nothing waits for it.
 */
final class HeapTrim implements AutoCloseable {
  private static final long PERIOD_SECONDS = 10;

  /** Below this no collection brings the heap. */
  private static final long SMALLEST =
      Long.parseLong(
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("MinHeapSize")
              .getValue());

  private final LongSupplier work;
  private final ScheduledExecutorService scheduler;
  private long seen;
  private boolean trimmed;

  /**
   * Starts watching.
   *
   * @param work a number that changes with any work
   */
  HeapTrim(String name, LongSupplier work) {
    this.work = work;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name + "-heap-trim").daemon().factory());
  }

  void start() {
    Future<?> _ =
        scheduler.scheduleWithFixedDelay(
            this::check, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  private void check() {
    long now = work.getAsLong();
    if (now != seen) {
      seen = now;
      trimmed = false;
    } else if (!trimmed && Runtime.getRuntime().totalMemory() > SMALLEST) {
      trimmed = true;
      Runtime.getRuntime().gc();
    }
  }
}
