package io.quorate.bench;

import io.quorate.bench.measure.EnduranceCase;
import io.quorate.bench.measure.Machine;
import io.quorate.bench.report.EndurancePage;
import io.quorate.bench.report.EndurancePlots;
import io.quorate.bench.report.Plots;
import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceFile;
import io.quorate.bench.result.EnduranceRun;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.NetworkPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench/resilience}. */
@Command(
    name = "bench/resilience",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Break networks of four node processes on this machine in every engine, measure how they come"
          + " back, and write the page resilience.md with its plots and results.json.",
      "Takes about 50 minutes for each engine unless told otherwise. Leave the machine alone"
          + " meanwhile."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class Resilience implements Callable<Integer> {
  private static final int NODES = 4;

  @Spec CommandSpec command;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "ENGINE",
      defaultValue = "pbft,hotstuff,tendermint",
      description = "Engines (default: ${DEFAULT-VALUE}).")
  List<String> engines = new ArrayList<>();

  @Option(
      names = "--tries",
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "Kills of the leader, and partitions (default: ${DEFAULT-VALUE}).")
  int tries;

  @Option(
      names = "--returns",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Returns of a lost quorum (default: ${DEFAULT-VALUE}).")
  int returns;

  @Option(
      names = "--away",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long the quorum is lost (default: ${DEFAULT-VALUE}).")
  int away;

  @Option(
      names = "--span",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Each span of saturated load (default: ${DEFAULT-VALUE}).")
  int span;

  @Option(
      names = "--clients",
      paramLabel = "COUNT",
      defaultValue = "500",
      description = "Clients of these spans (default: ${DEFAULT-VALUE}).")
  int clients;

  @Option(
      names = "--behind",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a node is away that then catches up (default: ${DEFAULT-VALUE}).")
  int behind;

  @Option(
      names = "--soak",
      paramLabel = "SECONDS",
      defaultValue = "1800",
      description =
          "How long memory and disk are watched under load; 0 for not at all (default:"
              + " ${DEFAULT-VALUE}).")
  int soak;

  @Option(
      names = "--soak-rate",
      paramLabel = "PER-SECOND",
      defaultValue = "500",
      description = "Transactions of that load (default: ${DEFAULT-VALUE}).")
  int soakRate;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "21000",
      description = "As for bench/compare (default: ${DEFAULT-VALUE}).")
  int basePort;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measure nothing; make page and plots from the results of an earlier run.")
  Optional<Path> from;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Gets resilience.md, and a folder resilience (default: docs).")
  Optional<Path> out;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "Where the networks are made (default: .quorate/bench).")
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
    CommandLine line = new CommandLine(new Resilience());
    line.setExecutionExceptionHandler((failure, failed, _) -> {
      String text =
          failure instanceof DevnetException known
              ? known.getMessage()
              : "unexpected failure: " + failure;
      failed.getErr().println("bench/resilience: " + text);
      failed.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line;
  }

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    Path folder = out.orElseGet(() -> home().resolve("docs"));
    Path files = folder.resolve("resilience");
    EnduranceRun run = from.isPresent() ? EnduranceFile.read(from.get()) : measured(files);
    Optional<String> undrawable = Plots.missing();
    undrawable.ifPresent(this::note);
    List<String> drawn = undrawable.isPresent() ? List.of() : new EndurancePlots(run).draw(files);
    Path page = folder.resolve("resilience.md");
    try {
      Files.writeString(page, new EndurancePage(run, drawn).text());
    } catch (IOException e) {
      throw new DevnetException("cannot write " + page + ": " + e.getMessage(), e);
    }
    command.commandLine().getOut().println(page);
    command.commandLine().getOut().flush();
    return run.engines().stream().allMatch(each -> each.failure().isEmpty()) ? 0 : 1;
  }

  /** The results are written after each engine, so an interrupted run leaves what it had. */
  private EnduranceRun measured(Path files) throws DevnetException, InterruptedException {
    EnduranceRun.Plan plan =
        new EnduranceRun.Plan(tries, returns, away, span, clients, behind, soak, soakRate);
    double loadAverage = Machine.loadAverage();
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<Endurance> results = new ArrayList<>();
    EnduranceRun run = run(date, loadAverage, plan, results);
    for (NetworkPlan network : networks()) {
      note(network.engine().label());
      results.add(
          EnduranceCase.measure(
              network,
              plan,
              work.orElseGet(() -> home().resolve(".quorate").resolve("bench")),
              this::note));
      run = run(date, loadAverage, plan, results);
      EnduranceFile.write(files.resolve("results.json"), run);
    }
    return run;
  }

  private List<NetworkPlan> networks() {
    if (tries < 0
        || returns < 0
        || span < 1
        || clients < 1
        || behind < 1
        || soak < 0
        || soakRate < 1
        || away < 1) {
      throw new ParameterException(
          command.commandLine(), "seconds, clients and rates are at least 1, counts at least 0");
    }
    List<NetworkPlan> networks = new ArrayList<>();
    for (String label : engines) {
      EngineKind engine =
          EngineKind.ofLabel(label)
              .orElseThrow(() ->
                  new ParameterException(
                      command.commandLine(),
                      "--engines has '" + label + "'; there are pbft, hotstuff and tendermint"));
      networks.add(
          new NetworkPlan(
              NODES,
              engine,
              SchemeId.ED25519,
              basePort,
              false,
              true,
              ChainParameters.DEFAULT_EPOCH_LENGTH));
    }
    return networks;
  }

  private EnduranceRun run(
      String date, double loadAverage, EnduranceRun.Plan plan, List<Endurance> results) {
    String machine =
        "%s, %d processors, %d MiB, %s, %s, %s"
            .formatted(
                Machine.processor(),
                Machine.processors(),
                Machine.memoryMiB(),
                Machine.system(),
                Machine.fileSystem(home()),
                Machine.jvm());
    String typed =
        ("bench/resilience "
                + String.join(" ", command.commandLine().getParseResult().originalArgs()))
            .strip();
    return new EnduranceRun(
        date,
        machine,
        System.getProperty("quorate.bench.commit", "unknown"),
        typed,
        loadAverage,
        plan,
        results);
  }

  private static Path home() {
    return Path.of(System.getProperty("quorate.root", "")).toAbsolutePath().normalize();
  }

  private void note(String text) {
    PrintWriter err = command.commandLine().getErr();
    err.println(String.format(Locale.ROOT, "%tT  %s", System.currentTimeMillis(), text));
    err.flush();
  }
}
