package io.quorate.devnet.command;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a command took: time, and processor time, which says more where others share the machine.
 * All of it includes the compilers and the collector; what one core does is the processor time of
 * the thread that made the meter and of the collections it waited for. Used by that thread alone.
 */
final class Meter {
  private final long start = System.nanoTime();
  private final Duration startOfWork = processorTime();
  private final Duration startOnCore = coreTime();
  private Duration warmOnCore = startOnCore;
  private long warmCount;

  /** Time since the start. */
  Duration wall() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Processor time since the start, of all threads; zero where the platform does not tell. */
  Duration work() {
    return processorTime().minus(startOfWork);
  }

  /** How many of something there were for each second of processor time; 0 for unmeasurable. */
  long perSecondOfWork(long count) {
    return perSecond(count, work());
  }

  /** How many there were for each second of this thread on a core. */
  long perSecondOfCore(long count) {
    return perSecond(count, coreTime().minus(startOnCore));
  }

  /** The code is taken for compiled from here on, after that many of what is counted. */
  void warm(long count) {
    warmCount = count;
    warmOnCore = coreTime();
  }

  /** The same since {@link #warm}. */
  long perSecondOfWarmCore(long count) {
    return perSecond(count - warmCount, coreTime().minus(warmOnCore));
  }

  private static long perSecond(long count, Duration time) {
    long millis = time.toMillis();
    return millis == 0 ? 0 : count * 1_000 / millis;
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Duration coreTime() {
    long collections =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    return Duration.ofNanos(own).plusMillis(collections);
  }
}
