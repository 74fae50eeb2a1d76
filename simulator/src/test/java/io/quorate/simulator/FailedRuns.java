package io.quorate.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the build says of runs that failed: of each its report, a smaller run that fails alike, and
 * the file with that run's whole trace.
 *
 * @param folder where the file goes; made if it is not there
 * @param run repeats a run
 * @param listened repeats a run whose trace somebody reads
 */
record FailedRuns(
    Path folder,
    Function<SimulationOptions, SimulationReport> run,
    FailureTrace.Listened listened) {

  /** Of honest parts, in Maven's folder for what a build makes. */
  static final FailedRuns OF_THE_BUILD =
      new FailedRuns(
          Path.of("target"),
          Simulate::run,
          (options, listener) -> Simulate.run(options, listener, true));

  /** Of other parts than the honest ones. */
  static FailedRuns of(Parts parts, Path folder) {
    return new FailedRuns(
        folder,
        options -> Simulate.run(options, Plan.draw(options), parts),
        (options, listener) ->
            Simulate.run(options, Plan.draw(options), parts, listener, Trace.Detail.ALL));
  }

  /** For people; empty when none failed. */
  String text(List<SimulationReport> failures) {
    return String.join("\n\n", failures.stream().map(this::text).toList());
  }

  private String text(SimulationReport failed) {
    List<String> lines = new ArrayList<>(failed.lines());
    Shrink.Shrunk shrunk = Shrink.of(failed, run);
    lines.add("");
    lines.add("shrunk in " + shrunk.runs() + " runs to:");
    lines.addAll(shrunk.report().drawn());
    lines.add("every line of it in " + written(shrunk.report()).toAbsolutePath());
    lines.add(shrunk.report().options().command());
    return String.join("\n", lines);
  }

  private Path written(SimulationReport failed) {
    Path file = folder.resolve(FailureTrace.fileName(failed.options()));
    try {
      Files.createDirectories(folder);
      return Files.write(file, FailureTrace.of(failed, listened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
