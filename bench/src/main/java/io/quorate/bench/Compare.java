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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench/compare}. */
@Command(
    name = "bench/compare",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measure the engines side by side on networks of node processes on this machine, and write the"
          + " page comparison.md with its plots and results.json.",
      "Takes about two minutes for each network; 12 networks unless told otherwise. Leave the machine"
          + " alone meanwhile. Ctrl-C stops the nodes and deletes what they wrote."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class Compare implements Callable<Integer> {
  private static final String RESULTS = "results.json";
  private static final double MILLIS_PER_MINUTE = 60_000;

  @Spec CommandSpec command;
  @Mixin CompareOptions options;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measure nothing; make page and plots from the results of an earlier run.")
  Optional<Path> from;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Gets comparison.md, and a folder comparison with results and plots (default: docs).")
  Optional<Path> out;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description =
          "Where the networks are made; its disk is the one measured (default: .quorate/bench).")
  Optional<Path> work;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(create().execute(args));
  }

  static CommandLine create() {
    CommandLine line = new CommandLine(new Compare());
    line.setExecutionExceptionHandler((failure, failed, _) -> {
      String text =
          failure instanceof DevnetException known
              ? known.getMessage()
              : "unexpected failure: " + failure;
      failed.getErr().println("bench/compare: " + text);
      failed.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line;
  }

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    Optional<String> undrawable = Plots.missing();
    undrawable.ifPresent(this::note);
    Comparison comparison = from.isPresent() ? ResultsFile.read(from.get()) : measured();
    if (from.isPresent()) {
      ResultsFile.write(plots().resolve(RESULTS), comparison);
    }
    List<String> drawn = undrawable.isPresent() ? List.of() : new Plots(comparison).draw(plots());
    write(new Page(comparison, drawn).text());
    boolean complete = comparison.cases().stream().allMatch(c -> c.failure().isEmpty());
    return complete ? 0 : 1;
  }

  private Comparison measured() throws DevnetException, InterruptedException {
    List<NetworkPlan> plans = options.plans(command.commandLine());
    long begin = System.currentTimeMillis();
    double loadAverage = Machine.loadAverage();
    Setting start = setting(loadAverage, 0);
    note(plans.size() + " networks, about " + options.estimate(plans).toMinutes() + " minutes");
    Results results = new Results(start, begin);
    new ComparisonRun(plans, options.schedule(), workFolder(), this::note).run(results::keep);
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
        ResultsFile.write(plots().resolve(RESULTS), latest);
      } catch (DevnetException e) {
        note(e.getMessage());
      }
    }

    Comparison latest() {
      return latest;
    }
  }

  private Setting setting(double loadAverage, double minutes) {
    return new Setting(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.processor(),
        Machine.processors(),
        Machine.memoryMiB(),
        Machine.system(),
        Machine.fileSystem(home()),
        Machine.jvm(),
        System.getProperty("quorate.bench.commit", "unknown"),
        commandLine(),
        loadAverage,
        minutes,
        options.schedule());
  }

  private String commandLine() {
    List<String> arguments = command.commandLine().getParseResult().originalArgs();
    return ("bench/compare " + String.join(" ", arguments)).strip();
  }

  private void write(String page) throws DevnetException {
    Path file = outFolder().resolve("comparison.md");
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new DevnetException("cannot write " + file + ": " + e.getMessage(), e);
    }
    command.commandLine().getOut().println(file);
    command.commandLine().getOut().flush();
  }

  private static Path home() {
    return Path.of(System.getProperty("quorate.root", "")).toAbsolutePath().normalize();
  }

  private Path outFolder() {
    return out.orElseGet(() -> home().resolve("docs"));
  }

  private Path plots() {
    return outFolder().resolve("comparison");
  }

  private Path workFolder() {
    return work.orElseGet(() -> home().resolve(".quorate").resolve("bench"));
  }

  private void note(String text) {
    PrintWriter err = command.commandLine().getErr();
    err.println(String.format(Locale.ROOT, "%tT  %s", System.currentTimeMillis(), text));
    err.flush();
  }
}
