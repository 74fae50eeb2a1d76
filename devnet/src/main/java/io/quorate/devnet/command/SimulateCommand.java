package io.quorate.devnet.command;

import io.quorate.consensus.EngineKind;
import io.quorate.simulator.FailureTrace;
import io.quorate.simulator.Liars;
import io.quorate.simulator.Reduction;
import io.quorate.simulator.Shrink;
import io.quorate.simulator.Simulate;
import io.quorate.simulator.SimulationOptions;
import io.quorate.simulator.SimulationReport;
import io.quorate.simulator.Swarm;
import io.quorate.simulator.byzantine.LieKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
      "The same seed gives the same run on every machine. Ends with 1 when a promise was broken,"
          + " and its last line is the command that repeats that run."
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

  @Option(
      names = "--byzantine",
      paramLabel = "COUNT",
      defaultValue = "auto",
      description = {
        "How many validators lie: a number, none, or auto to let the seed choose 0 to f of"
            + " n = 3f + 1 (default: ${DEFAULT-VALUE}). More than f can fork the log; the run then"
            + " fails, and shows how."
      })
  String byzantine;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Strategies.class,
      description = {
        "What every liar does, instead of what the seed draws; several are done at once. One of"
            + " ${COMPLETION-CANDIDATES}."
      })
  List<String> strategies = List.of();

  @Option(
      names = "--without",
      paramLabel = "NAME",
      split = ",",
      description =
          "Leave something away that the seed draws; printed with a failure that was shrunk.")
  List<String> without = List.of();

  @Option(
      names = "--faults-for",
      paramLabel = "MILLIS",
      description =
          "End the phase of faults after so much virtual time, if it is not shorter anyway.")
  Optional<Long> faultMillis = Optional.empty();

  @Option(
      names = "--no-shrink",
      description =
          "After a failure, do not look for a smaller run that fails in the same way, and write no"
              + " trace of it to a file.")
  boolean asItIs;

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
      OptionalLong until = faultMillis.map(OptionalLong::of).orElse(OptionalLong.empty());
      return new SimulationOptions(
          kind, nodes, seed, realSignatures, liars(), Reduction.of(without, until));
    } catch (IllegalArgumentException e) {
      throw misused(String.valueOf(e.getMessage()));
    }
  }

  private Liars liars() {
    List<LieKind> kinds = new ArrayList<>();
    for (String name : strategies) {
      kinds.add(
          LieKind.ofLabel(name)
              .orElseThrow(() ->
                  misused(
                      "--strategy is '"
                          + name
                          + "'; there are "
                          + String.join(", ", LieKind.labels()))));
    }
    return new Liars(count(), kinds);
  }

  private OptionalInt count() {
    if (byzantine.equals("auto")) {
      return strategies.isEmpty() ? OptionalInt.empty() : OptionalInt.of((nodes - 1) / 3);
    }
    if (byzantine.equals("none")) {
      return OptionalInt.of(0);
    }
    try {
      return OptionalInt.of(Integer.parseInt(byzantine));
    } catch (NumberFormatException e) {
      throw misused("--byzantine is '" + byzantine + "'; it must be a number, none or auto");
    }
  }

  private int one(SimulationOptions options) {
    Meter meter = new Meter();
    SimulationReport report =
        trace ? Simulate.run(options, output::line, true) : Simulate.run(options);
    String speed = SimulationTexts.speed(report.figures().messages(), meter);
    output.result(SimulationTexts.json(report), String.join("\n", report.lines()));
    if (report.passed() && !output.json) {
      output.line(speed);
    }
    if (!report.passed() && !trace) {
      shrink(report);
    }
    return report.passed() ? 0 : 1;
  }

  /** A smaller run that fails alike: its trace in a file, its command last. */
  private void shrink(SimulationReport failed) {
    if (asItIs || output.json) {
      return;
    }
    Shrink.Shrunk shrunk = Shrink.of(failed);
    SimulationOptions options = shrunk.report().options();
    Path file = Path.of(FailureTrace.fileName(options));
    List<String> lines = FailureTrace.of(shrunk.report());
    output.line("");
    output.line("shrunk in " + shrunk.runs() + " runs to:");
    shrunk.report().drawn().forEach(output::line);
    try {
      Files.write(file, lines);
      output.line(lines.size() + " lines of trace in " + file);
    } catch (IOException e) {
      output.line("its trace could not be written to " + file + ": " + e.getMessage());
    }
    output.line(options.command());
  }

  /** Stops at the first failure, whose report comes last. */
  private int many(SimulationOptions options) {
    Meter meter = new Meter();
    Tally tally = new Tally(meter, seeds / 2);
    Swarm.Summary summary =
        Swarm.run(
            options,
            seeds,
            report -> {
              if (!output.json) {
                output.line(SimulationTexts.brief(report));
              }
              tally.add(report);
              return report.passed();
            });
    output.result(SimulationTexts.json(summary, meter), SimulationTexts.summary(summary, meter));
    summary.failures().forEach(this::shrink);
    return summary.passed() ? 0 : 1;
  }

  /** Tells the meter when the first half of the runs, in which the JVM compiles, is over. */
  private static final class Tally {
    private final Meter meter;
    private final int half;
    private int runs;
    private long messages;

    Tally(Meter meter, int half) {
      this.meter = meter;
      this.half = half;
    }

    void add(SimulationReport report) {
      runs++;
      messages += report.figures().messages();
      if (runs == half) {
        meter.warm(messages);
      }
    }
  }

  private ParameterException misused(String sentence) {
    return new ParameterException(output.command.commandLine(), sentence);
  }
}
