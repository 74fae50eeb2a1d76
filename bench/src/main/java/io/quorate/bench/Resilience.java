package io.quorate.bench;

import io.quorate.bench.measure.EnduranceCase;
import io.quorate.bench.measure.Machine;
import io.quorate.bench.report.EndurancePage;
import io.quorate.bench.report.EndurancePlots;
import io.quorate.bench.report.Plots;
import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceRun;
import io.quorate.bench.result.JsonFile;
import io.quorate.consensus.ChainParameters;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.NetworkPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      names = "--keep",
      description =
          "Keep what an earlier run wrote of the engines that are not named, so that they can be"
              + " measured one at a time.")
  boolean keep;

  @Mixin Places places;

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(create().execute(args));
  }

  static CommandLine create() {
    return Places.line(new Resilience());
  }

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    Path files = places.outFolder().resolve("resilience");
    EnduranceRun run =
        places.from.isPresent() ? read(places.from.get()) : measured(files.resolve(Places.RESULTS));
    Optional<String> undrawable = Plots.missing();
    undrawable.ifPresent(this::note);
    List<String> drawn = undrawable.isPresent() ? List.of() : new EndurancePlots(run).draw(files);
    places.publish(command.commandLine(), "resilience.md", new EndurancePage(run, drawn).text());
    return run.engines().stream().allMatch(each -> each.failure().isEmpty()) ? 0 : 1;
  }

  /** The results are written after each engine, so an interrupted run leaves what it had. */
  private EnduranceRun measured(Path results) throws DevnetException, InterruptedException {
    EnduranceRun.Plan plan =
        new EnduranceRun.Plan(tries, returns, away, span, clients, behind, soak, soakRate);
    List<NetworkPlan> networks = networks();
    EnduranceRun run = keep && Files.exists(results) ? read(results) : new EnduranceRun(List.of());
    for (NetworkPlan network : networks) {
      EnduranceRun.Setting setting = setting(plan);
      note(network.engine().label());
      Endurance measured = EnduranceCase.measure(network, plan, places.workFolder(), this::note);
      run = run.with(new EnduranceRun.Part(setting, measured));
      JsonFile.write(results, run);
    }
    return run;
  }

  private static EnduranceRun read(Path file) throws DevnetException {
    return JsonFile.read(file, EnduranceRun.class);
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
    return engines.stream()
        .map(label -> CompareOptions.engine(label, command.commandLine()))
        .map(engine ->
            new NetworkPlan(
                NODES,
                engine,
                SchemeId.ED25519,
                places.basePort,
                false,
                true,
                ChainParameters.DEFAULT_EPOCH_LENGTH))
        .toList();
  }

  private EnduranceRun.Setting setting(EnduranceRun.Plan plan) {
    String machine =
        "%s, %d processors, %d MiB, %s, %s, %s"
            .formatted(
                Machine.processor(),
                Machine.processors(),
                Machine.memoryMiB(),
                Machine.system(),
                Machine.fileSystem(Places.home()),
                Machine.jvm());
    return new EnduranceRun.Setting(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        Places.commit(),
        Places.typed(command.commandLine()),
        Machine.loadAverage(),
        plan);
  }

  private void note(String text) {
    Places.note(command.commandLine(), text);
  }
}
