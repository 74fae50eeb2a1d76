package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.Account;
import io.quorate.client.QuorateClient;
import io.quorate.devnet.load.LoadPlan;
import io.quorate.devnet.load.LoadReport;
import io.quorate.devnet.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Load on a network, and what its clients saw. */
@Command(
    name = "load",
    description = {
      "Put load on a network: transactions that set values, each signed, each answered with a"
          + " receipt that is verified here.",
      "Latency is from when a transaction was due to be sent to its verified receipt."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class LoadCommand implements Callable<Integer> {
  private static final int UNANSWERED = 20_000;

  /** Open or closed. */
  static final class Pacing {
    @Option(
        names = "--rate",
        paramLabel = "PER-SECOND",
        description = "Open loop: send so many each second, whatever the answers do.")
    Optional<Double> rate = Optional.empty();

    @Option(
        names = "--clients",
        paramLabel = "COUNT",
        description = "Closed loop: so many clients that wait for each answer (default: 1).")
    Optional<Integer> clients = Optional.empty();

    LoadPlan.Pace pace() {
      return rate.isPresent()
          ? new LoadPlan.Pace.Open(rate.get())
          : new LoadPlan.Pace.Closed(clients.orElse(1));
    }
  }

  @ArgGroup Pacing pacing = new Pacing();

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description =
          "Payload of a transaction; with sender, signature and the rest it takes 148 bytes"
              + " more on the wire (default: ${DEFAULT-VALUE}).")
  int size;

  @Option(
      names = "--senders",
      paramLabel = "COUNT",
      defaultValue = "32",
      description = "How many keys sign, in turns (default: ${DEFAULT-VALUE}).")
  int senders;

  @Option(
      names = "--keys",
      paramLabel = "COUNT",
      defaultValue = "100000",
      description = "How many different entries are written (default: ${DEFAULT-VALUE}).")
  int keys;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to send and count (default: ${DEFAULT-VALUE}).")
  int duration;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "How long to send before that without counting (default: ${DEFAULT-VALUE}).")
  int warmUp;

  @Mixin ClientOptions where;
  @Mixin Output output;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = plan();
    try (QuorateClient client = QuorateClient.connect(where.config().withMaxInFlight(UNANSWERED))) {
      List<Account> accounts = ClientOptions.await(LoadRun.accounts(client, plan.senders()));
      LoadRun run = new LoadRun(plan, accounts);
      LoadReport report;
      try (LoadProgress _ = LoadProgress.of(run, output)) {
        report = run.run();
      }
      output.result(json(plan, report), text(report));
      return report.executed() > 0 ? 0 : 1;
    }
  }

  private LoadPlan plan() {
    LoadPlan plan =
        new LoadPlan(
            pacing.pace(),
            size,
            senders,
            keys,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(duration));
    plan.fault()
        .ifPresent(fault -> {
          throw new ParameterException(output.command.commandLine(), fault);
        });
    return plan;
  }

  private static ObjectNode json(LoadPlan plan, LoadReport report) {
    ObjectNode json = Output.object();
    switch (plan.pace()) {
      case LoadPlan.Pace.Open(double rate) -> json.put("mode", "open").put("rate", rate);
      case LoadPlan.Pace.Closed(int clients) -> json.put("mode", "closed").put("clients", clients);
    }
    json.put("payloadBytes", plan.payloadBytes()).put("senders", plan.senders());
    json.put("keys", plan.keys()).put("seconds", report.seconds());
    json.put("sent", report.sent()).put("executed", report.executed());
    json.put("throughput", report.throughput());
    json.put("applicationRefused", report.applicationRefused());
    ObjectNode refused = json.putObject("refused");
    report.refused().forEach(refused::put);
    json.put("expired", report.expired()).put("unknown", report.unknown());
    json.put("held", report.held());
    LoadReport.Latency latency = report.latency();
    json.putObject("latencyMillis")
        .put("min", latency.min())
        .put("mean", latency.mean())
        .put("p50", latency.p50())
        .put("p90", latency.p90())
        .put("p99", latency.p99())
        .put("p999", latency.p999())
        .put("max", latency.max());
    ArrayNode series = json.putArray("perSecond");
    for (LoadReport.Second second : report.series()) {
      series
          .addObject()
          .put("second", second.second())
          .put("executed", second.executed())
          .put("p50", second.p50())
          .put("p99", second.p99());
    }
    return json;
  }

  private static String text(LoadReport report) {
    LoadReport.Latency latency = report.latency();
    return String.format(
        Locale.ROOT,
        """
        executed    %d of %d sent in %.0f s: %.0f transactions per second
        latency ms  median %.1f, mean %.1f, 90%% %.1f, 99%% %.1f, 99.9%% %.1f, max %.1f
        not done    refused %s, by the application %d, expired %d, unknown %d, held back %d\
        """,
        report.executed(),
        report.sent(),
        report.seconds(),
        report.throughput(),
        latency.p50(),
        latency.mean(),
        latency.p90(),
        latency.p99(),
        latency.p999(),
        latency.max(),
        report.refused().isEmpty() ? "0" : report.refused().toString(),
        report.applicationRefused(),
        report.expired(),
        report.unknown(),
        report.held());
  }
}
