package io.quorate.devnet.command;

import java.time.Duration;

/**
 * What a command took: time, and processor time of the whole process, which says more where others
 * share the machine. It includes what the JVM spends on compiling and collecting.
 */
final class Meter {
  private final long start = System.nanoTime();
  private final Duration startOfWork = processorTime();

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
    long millis = work().toMillis();
    return millis == 0 ? 0 : count * 1_000 / millis;
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
