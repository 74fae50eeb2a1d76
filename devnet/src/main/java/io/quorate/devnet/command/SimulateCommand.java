package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.EngineKind;
import io.quorate.simulator.Simulate;
import io.quorate.simulator.SimulationOptions;
import io.quorate.simulator.SimulationReport;
import io.quorate.simulator.Swarm;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Networks in a simulated world. */
@Command(
    name = "simulate",
    description = {
      "Run a whole network in a simulated world: virtual time, and faults drawn from a seed.",
      "The same seed gives the same run on every machine. Ends with 1 when a promise was broken, and"
          + " its last line is the command that repeats that run."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "hotstuff",
      description = "Who orders: pbft, hotstuff or tendermint (default: ${DEFAULT-VALUE}).")
  String engine;

  @Option(
      names = "--nodes",
      paramLabel = "COUNT",
      defaultValue = "4",
      description = "How many validators (default: ${DEFAULT-VALUE}).")
  int nodes;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "What everything is drawn from (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--seeds",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "How many runs, the seed growing by one (default: ${DEFAULT-VALUE}).")
  int seeds;

  @Option(
      names = "--real-signatures",
      description = "Sign with Ed25519 as nodes do, instead of keyed hashes, which are far faster.")
  boolean realSignatures;

  @Option(names = "--trace", description = "Print every line of the trace; for one seed.")
  boolean trace;

  @Mixin Output output;

  @Override
  public Integer call() {
    SimulationOptions options = options();
    return seeds == 1 ? one(options) : many(options);
  }

  private SimulationOptions options() {
    if (seeds < 1) {
      throw misused("--seeds is " + seeds + "; it must be at least 1");
    }
    if (trace && seeds > 1) {
      throw misused("--trace shows one run; leave --seeds away");
    }
    EngineKind kind =
        EngineKind.ofLabel(engine)
            .orElseThrow(() ->
                misused("--engine is '" + engine + "'; it must be pbft, hotstuff or tendermint"));
    try {
      return new SimulationOptions(kind, nodes, seed, realSignatures);
    } catch (IllegalArgumentException e) {
      throw misused(String.valueOf(e.getMessage()));
    }
  }

  private int one(SimulationOptions options) {
    SimulationReport report =
        trace ? Simulate.run(options, output::line, true) : Simulate.run(options);
    output.result(json(report), String.join("\n", report.lines()));
    return report.passed() ? 0 : 1;
  }

  /** Stops at the first failure, whose report comes last. */
  private int many(SimulationOptions options) {
    ObjectNode json = Output.object();
    ArrayNode failures = json.putArray("failures");
    Swarm.Summary summary =
        Swarm.run(
            options,
            seeds,
            report -> {
              if (!output.json) {
                output.line(brief(report));
              }
              return report.passed();
            });
    summary.failures().forEach(report -> failures.add(json(report)));
    json.put("passed", summary.passed());
    json.put("runs", summary.runs());
    json.put("messages", summary.messages());
    json.put("virtualMillis", summary.virtualMillis());
    json.put("slowestMillis", summary.slowestMillis());
    output.result(json, summarise(summary));
    return summary.passed() ? 0 : 1;
  }

  private static String brief(SimulationReport report) {
    SimulationReport.Figures figures = report.figures();
    return "seed "
        + report.options().seed()
        + (report.passed() ? "  passed" : "  FAILED")
        + "  height "
        + figures.height()
        + ", "
        + figures.transactions()
        + " transactions, "
        + figures.faults()
        + " faults, "
        + figures.lostMessages()
        + " of "
        + (figures.messages() + figures.lostMessages())
        + " messages lost";
  }

  private static String summarise(Swarm.Summary summary) {
    String text =
        summary.runs()
            + " runs, "
            + summary.failures().size()
            + " failed; "
            + summary.messages()
            + " messages in "
            + summary.virtualMillis() / 1_000
            + " s of virtual time; in order again at most "
            + summary.slowestMillis()
            + " ms after the repair";
    return summary.failures().isEmpty()
        ? text
        : text + "\n\n" + String.join("\n", summary.failures().getLast().lines());
  }

  private static ObjectNode json(SimulationReport report) {
    SimulationReport.Figures figures = report.figures();
    ObjectNode json = Output.object();
    json.put("passed", report.passed());
    json.put("engine", report.options().engine().label());
    json.put("nodes", report.options().nodes()).put("seed", report.options().seed());
    ArrayNode drawn = json.putArray("drawn");
    report.drawn().forEach(drawn::add);
    json.put("trace", report.traceHash());
    json.put("virtualMillis", figures.virtualMillis()).put("events", figures.events());
    json.put("messages", figures.messages()).put("lostMessages", figures.lostMessages());
    json.put("faults", figures.faults()).put("height", figures.height());
    json.put("highestView", figures.highestView()).put("transactions", figures.transactions());
    json.put("submitted", figures.submitted()).put("acknowledged", figures.acknowledged());
    json.put("settledMillis", figures.settledMillis()).put("boundMillis", figures.boundMillis());
    report
        .failure()
        .ifPresent(failure -> {
          ObjectNode broken = json.putObject("failure");
          broken.put("checker", failure.checker()).put("detail", failure.detail());
          broken.put("virtualMicros", failure.virtualMicros());
          ArrayNode lines = broken.putArray("lastLines");
          failure.lastLines().forEach(lines::add);
          json.put("replay", report.options().command());
        });
    return json;
  }

  private ParameterException misused(String sentence) {
    return new ParameterException(output.command.commandLine(), sentence);
  }
}
