package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NetworkFaults;
import io.quorate.devnet.network.NetworkPlan;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.Readiness;
import io.quorate.devnet.scenario.RandomScenario;
import io.quorate.devnet.scenario.Scenario;
import io.quorate.devnet.scenario.ScenarioFile;
import io.quorate.devnet.scenario.ScenarioReport;
import io.quorate.devnet.scenario.ScenarioRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs a scenario on a network of its own. */
@Command(
    name = "scenario",
    description = {
      "Run a scenario on a new network of its own: load, a timeline of faults, and checks at the"
          + " end.",
      "Ends with 1 when something did not hold; the network's folder then stays. Examples are in"
          + " devnet/scenarios."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class ScenarioCommand implements Callable<Integer> {
  private static final int BASE_PORT = 17_400;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The scenario, as YAML.")
  Optional<Path> file = Optional.empty();

  @Option(
      names = "--random",
      paramLabel = "SEED",
      description = "Draw a scenario from that seed instead.")
  Optional<Long> seed = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "NUMBER",
      description = "With --random: run that many seeds in a row, from SEED on, and report on all.")
  Optional<Integer> count = Optional.empty();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "With --random: run it on that engine (default: drawn from the seed).")
  Optional<String> engine = Optional.empty();

  @Option(names = "--print", description = "Print the scenario as YAML and do not run it.")
  boolean print;

  @Option(names = "--docker", description = "The nodes are containers.")
  boolean docker;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "17400",
      description = "As for `devnet up` (default: ${DEFAULT-VALUE}).")
  int basePort = BASE_PORT;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "The folder of the network, made anew (default: .quorate/scenario in the project's"
              + " folder).")
  Optional<Path> folder = Optional.empty();

  @Mixin Output output;

  @Override
  public Integer call() throws Exception {
    checkOptions();
    if (count.isPresent()) {
      return many();
    }
    Scenario scenario = scenario();
    if (print) {
      output.line(ScenarioFile.write(scenario).strip());
      return 0;
    }
    checkWords(scenario);
    ScenarioReport report = run(scenario, seed, directory(""));
    output.result(json(report), report.text());
    return report.passed() ? 0 : 1;
  }

  private int many() throws Exception {
    ObjectNode json = Output.object();
    ArrayNode runs = json.putArray("runs");
    List<String> failed = new ArrayList<>();
    for (long each = seed.orElseThrow(); each < seed.get() + count.get(); each++) {
      Scenario scenario = scenario(each);
      checkWords(scenario);
      output.note("seed " + each + " on " + scenario.engine().label());
      String what;
      try {
        ScenarioReport report = run(scenario, Optional.of(each), directory("-" + each));
        runs.add(json(report).put("seed", each).put("engine", scenario.engine().label()));
        what = report.passed() ? "passed" : report.text();
        if (!report.passed()) {
          failed.add(String.valueOf(each));
        }
      } catch (DevnetException e) {
        // One that could not be carried out does not keep the others from their turn.
        runs.addObject().put("seed", each).put("passed", false).put("failure", e.getMessage());
        what = e.getMessage();
        failed.add(String.valueOf(each));
      }
      output.note("seed " + each + ": " + what);
    }
    json.put("passed", failed.isEmpty());
    String sum = count.get() - failed.size() + " of " + count.get() + " timelines passed";
    output.result(
        json, failed.isEmpty() ? sum : sum + "; run again: --random " + String.join(", ", failed));
    return failed.isEmpty() ? 0 : 1;
  }

  private ScenarioReport run(Scenario scenario, Optional<Long> drawn, NetworkDirectory directory)
      throws Exception {
    if (directory.exists()) {
      LocalNetwork.delete(directory);
    }
    LocalNetwork network =
        LocalNetwork.create(
            directory,
            new NetworkPlan(
                scenario.nodes(),
                scenario.engine(),
                SchemeId.ED25519,
                basePort,
                docker,
                true,
                scenario.epochLength()));
    Thread stopper = new Thread(() -> stop(network), "stop-nodes");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      if (drawn.isPresent()) {
        NetworkFaults.of(network).seed(drawn.get());
      }
      network.start(network.nodes());
      new Readiness(network, new NodeProbe()).await(network.nodes(), ready -> {});
      ScenarioReport report =
          new ScenarioRun(scenario, network, words -> apply(words, directory), output::note).run();
      if (report.passed()) {
        LocalNetwork.delete(directory);
      }
      return report;
    } finally {
      if (directory.exists()) {
        network.stopAll();
      }
      Runtime.getRuntime().removeShutdownHook(stopper);
    }
  }

  private static void stop(LocalNetwork network) {
    try {
      network.stopAll();
    } catch (DevnetException e) {
      System.err.println("quorate: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkOptions() {
    if (file.isPresent() == seed.isPresent()) {
      throw misused("give either a scenario's FILE or --random SEED");
    }
    if (seed.isEmpty() && (count.isPresent() || engine.isPresent())) {
      throw misused("--count and --engine go with --random SEED");
    }
    if (count.isPresent() && (print || count.get() < 1)) {
      throw misused("--count is at least 1, and goes without --print");
    }
  }

  private ParameterException misused(String sentence) {
    return new ParameterException(output.command.commandLine(), sentence);
  }

  private Scenario scenario() throws DevnetException {
    return file.isPresent() ? ScenarioFile.read(file.get()) : scenario(seed.orElseThrow());
  }

  private Scenario scenario(long drawn) {
    if (engine.isEmpty()) {
      return RandomScenario.of(drawn);
    }
    String label = engine.get();
    return RandomScenario.of(
        drawn,
        EngineKind.ofLabel(label)
            .orElseThrow(() ->
                misused("--engine is '" + label + "'; it must be pbft, hotstuff or tendermint")));
  }

  private NetworkDirectory directory(String suffix) {
    Path where =
        folder.orElseGet(
            () -> Path.of(System.getProperty("quorate.home", ""), ".quorate", "scenario"));
    return new NetworkDirectory(where.resolveSibling(where.getFileName() + suffix));
  }

  /** A mistake in the last line of a scenario must not show after minutes. */
  private void checkWords(Scenario scenario) {
    for (Scenario.Event event : scenario.timeline()) {
      if (event instanceof Scenario.Fault fault) {
        checkWords(fault);
      }
    }
  }

  private void checkWords(Scenario.Fault fault) {
    try {
      CommandTree.create().parseArgs(line(fault.words(), Optional.empty()));
    } catch (ParameterException e) {
      throw new ParameterException(
          output.command.commandLine(), "'" + fault.text() + "': " + e.getMessage(), e);
    }
    if (fault.words().contains("wipe") && !fault.words().contains("--keep-key")) {
      throw misused(
          "'"
              + fault.text()
              + "': a node with new keys never comes back, so that not all can be mended at the"
              + " end; add --keep-key");
    }
  }

  private static void apply(List<String> words, NetworkDirectory directory) throws DevnetException {
    StringWriter said = new StringWriter();
    CommandLine tree =
        CommandTree.create().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
    if (tree.execute(line(words, Optional.of(directory))) != 0) {
      throw new DevnetException("'" + String.join(" ", words) + "' failed: " + said);
    }
  }

  private static String[] line(List<String> words, Optional<NetworkDirectory> directory) {
    List<String> line = new ArrayList<>(List.of("devnet", "fault"));
    line.addAll(words);
    directory.ifPresent(where -> line.addAll(List.of("--dir", where.root().toString())));
    return line.toArray(String[]::new);
  }

  private static ObjectNode json(ScenarioReport report) {
    ObjectNode json = Output.object().put("passed", report.passed());
    json.put("writes", report.writes()).put("unknown", report.unknown());
    json.put("reads", report.reads());
    ArrayNode events = json.putArray("events");
    report
        .events()
        .forEach(event ->
            events.addObject().put("atMillis", event.atMillis()).put("fault", event.what()));
    ArrayNode checks = json.putArray("checks");
    report
        .checks()
        .forEach(check ->
            checks
                .addObject()
                .put("name", check.name())
                .put("holds", check.holds())
                .put("detail", check.detail()));
    return json;
  }
}
