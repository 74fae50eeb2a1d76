package io.quorate.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A failed run for who reads it line by line: what was drawn first; everything that happened, with
 * what was sent, persisted, decided and ignored; the broken promise; last the command that repeats
 * the run. Made by running it once more.
 */
public final class FailureTrace {
  private FailureTrace() {}

  /** Runs options and hands on every line of the trace. */
  @FunctionalInterface
  interface Listened {
    void run(SimulationOptions options, Consumer<String> listener);
  }

  /** The lines of a run that failed; tens of thousands are usual. */
  public static List<String> of(SimulationReport failed) {
    return of(failed, (options, listener) -> Simulate.run(options, listener, true));
  }

  /** The same with another way to run, for parts that are not honest. */
  static List<String> of(SimulationReport failed, Listened again) {
    List<String> lines = new ArrayList<>(failed.drawn());
    again.run(failed.options(), lines::add);
    failed.failure().ifPresent(f -> lines.add("FAILED: " + f.checker() + ": " + f.detail()));
    lines.add(failed.options().command());
    return lines;
  }

  /** What its file is called. */
  public static String fileName(SimulationOptions options) {
    return "simulation-" + options.engine().label() + "-" + options.seed() + ".trace";
  }
}
