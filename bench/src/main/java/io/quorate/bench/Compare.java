package io.quorate.bench;

import io.quorate.bench.measure.ComparisonRun;
import io.quorate.bench.measure.Machine;
import io.quorate.bench.report.Page;
import io.quorate.bench.report.Plots;
import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.ResultsFile;
import io.quorate.bench.result.Setting;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.NetworkPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code bench/compare}. */
@Command(
    name = "bench/compare",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measure the engines side by side on networks of node processes on this machine, and write the"
          + " page comparison.md with its plots and results.json.",
      "Takes about two and a half minutes for each network; 12 networks unless told otherwise. Leave the machine"
          + " alone meanwhile. Ctrl-C stops the nodes and deletes what they wrote."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class Compare implements Callable<Integer> {
  private static final double MILLIS_PER_MINUTE = 60_000;

  @Spec CommandSpec command;
  @Mixin CompareOptions options;
  @Mixin Places places;

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(create().execute(args));
  }

  static CommandLine create() {
    return Places.line(new Compare());
  }

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    Optional<String> undrawable = Plots.missing();
    undrawable.ifPresent(this::note);
    Comparison comparison =
        places.from.isPresent() ? ResultsFile.read(places.from.get()) : measured();
    if (places.from.isPresent()) {
      ResultsFile.write(results(), comparison);
    }
    List<String> drawn = undrawable.isPresent() ? List.of() : new Plots(comparison).draw(plots());
    places.publish(command.commandLine(), "comparison.md", new Page(comparison, drawn).text());
    boolean complete = comparison.cases().stream().allMatch(c -> c.failure().isEmpty());
    return complete ? 0 : 1;
  }

  private Comparison measured() throws DevnetException, InterruptedException {
    List<NetworkPlan> plans = options.plans(command.commandLine(), places.basePort);
    long begin = System.currentTimeMillis();
    Setting start = setting(Machine.loadAverage());
    note(plans.size() + " networks, about " + options.estimate(plans).toMinutes() + " minutes");
    Results results = new Results(start, begin);
    new ComparisonRun(plans, options.schedule(), places.workFolder(), this::note)
        .run(results::keep);
    return results.latest();
  }

  /** Writes the results after each case, so that an interrupted run leaves what it had. */
  private final class Results {
    private final Setting start;
    private final long begin;
    private Comparison latest;

    Results(Setting start, long begin) {
      this.start = start;
      this.begin = begin;
      this.latest = new Comparison(Comparison.FORMAT, start, List.of());
    }

    void keep(List<CaseResult> cases) {
      double minutes = (System.currentTimeMillis() - begin) / MILLIS_PER_MINUTE;
      latest = new Comparison(Comparison.FORMAT, start.lasting(minutes), cases);
      try {
        ResultsFile.write(results(), latest);
      } catch (DevnetException e) {
        note(e.getMessage());
      }
    }

    Comparison latest() {
      return latest;
    }
  }

  private Setting setting(double loadAverage) {
    return new Setting(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.processor(),
        Machine.processors(),
        Machine.memoryMiB(),
        Machine.system(),
        Machine.fileSystem(Places.home()),
        Machine.jvm(),
        Places.commit(),
        Places.typed(command.commandLine()),
        loadAverage,
        0,
        options.schedule());
  }

  private Path plots() {
    return places.outFolder().resolve("comparison");
  }

  private Path results() {
    return plots().resolve(Places.RESULTS);
  }

  private void note(String text) {
    Places.note(command.commandLine(), text);
  }
}
