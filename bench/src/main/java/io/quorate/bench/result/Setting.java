package io.quorate.bench.result;

/**
 * Where and how a comparison ran.
 *
 * @param date when it began, UTC, ISO 8601
 * @param processor the processor's name
 * @param processors how many of them the JVM sees
 * @param memoryMiB main memory
 * @param system operating system
 * @param disk the kind of file system that the nodes wrote to
 * @param jvm of the nodes and of the load generator
 * @param commit of the sources, as git describes it
 * @param commandLine what was asked for
 * @param loadAverageBefore of the machine, over one minute, before anything was started; negative
 *     where the system does not say
 * @param minutes how long the whole run took
 * @param schedule the spans
 */
public record Setting(
    String date,
    String processor,
    int processors,
    long memoryMiB,
    String system,
    String disk,
    String jvm,
    String commit,
    String commandLine,
    double loadAverageBefore,
    double minutes,
    Schedule schedule) {
  private static final double QUIET = 0.25;

  /** The same with the length of the run. */
  public Setting lasting(double newMinutes) {
    return new Setting(
        date,
        processor,
        processors,
        memoryMiB,
        system,
        disk,
        jvm,
        commit,
        commandLine,
        loadAverageBefore,
        newMinutes,
        schedule);
  }

  /** Whether the machine had next to nothing else to do when the run began. */
  public boolean quiet() {
    return loadAverageBefore >= 0 && loadAverageBefore <= QUIET * processors;
  }
}
