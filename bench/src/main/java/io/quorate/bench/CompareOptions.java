package io.quorate.bench;

import io.quorate.bench.result.Schedule;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.NetworkPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What to measure. Each default is another one with {@code --quick}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class CompareOptions {
  private static final List<String> ENGINES = List.of("pbft", "hotstuff", "tendermint");
  private static final List<Integer> RATES = List.of(20, 100, 400);
  private static final int SECONDS_PER_KILL = 14;

  /** Start, stop and one second before each span. */
  private static final long OVERHEAD = 10;

  private static final long SECONDS_PER_NODE = 3;

  @Option(
      names = "--quick",
      description =
          "A trial: short spans, one kill, n = 4 and Ed25519 unless other ones are named.")
  boolean quick;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "ENGINE",
      description = "Engines to compare (default: pbft,hotstuff,tendermint).")
  List<String> engines = new ArrayList<>();

  @Option(
      names = "--nodes",
      split = ",",
      paramLabel = "COUNT",
      description = "Numbers of nodes (default: 4,7; quick: 4).")
  List<Integer> nodes = new ArrayList<>();

  @Option(
      names = "--schemes",
      split = ",",
      paramLabel = "SCHEME",
      description = "Certificate schemes (default: ed25519,bls12-381; quick: ed25519).")
  List<String> schemes = new ArrayList<>();

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "PER-SECOND",
      description = "Fixed rates, transactions per second (default: 20,100,400).")
  List<Integer> rates = new ArrayList<>();

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Load before anything is counted: the compilers of all nodes share the processors"
              + " (default: 45; quick: 5).")
  Optional<Integer> warmUp;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "Length of the saturated span (default: 10; quick: 5).")
  Optional<Integer> duration;

  @Option(
      names = "--rate-duration",
      paramLabel = "SECONDS",
      description = "Length of the span at each rate (default: 8; quick: 4).")
  Optional<Integer> rateDuration;

  @Option(
      names = "--clients",
      paramLabel = "COUNT",
      defaultValue = "500",
      description = "Clients of the saturated span (default: ${DEFAULT-VALUE}).")
  int clients;

  @Option(
      names = "--kills",
      paramLabel = "COUNT",
      description = "How often the leader is killed (default: 3; quick: 1).")
  Optional<Integer> kills;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "Payload of a transaction (default: ${DEFAULT-VALUE}).")
  int size;

  /** What is done to each network. */
  Schedule schedule() {
    return new Schedule(
        warmUp.orElse(quick ? 5 : 45),
        duration.orElse(quick ? 5 : 10),
        clients,
        rateDuration.orElse(quick ? 4 : 8),
        or(rates, RATES).stream().sorted().distinct().toList(),
        kills.orElse(quick ? 1 : 3),
        size);
  }

  /** The networks: schemes, then numbers of nodes, then engines. */
  List<NetworkPlan> plans(CommandLine line, int basePort) {
    requirePositive(line);
    List<NetworkPlan> plans = new ArrayList<>();
    for (String scheme : or(schemes, defaultSchemes())) {
      for (int count : or(nodes, quick ? List.of(4) : List.of(4, 7))) {
        for (String engine : or(engines, ENGINES)) {
          plans.add(new NetworkPlan(count, engine(engine, line), scheme(scheme, line), basePort));
        }
      }
    }
    return plans;
  }

  /** How long they take, roughly. */
  Duration estimate(List<NetworkPlan> plans) {
    Schedule schedule = schedule();
    Duration all = Duration.ZERO;
    for (NetworkPlan plan : plans) {
      long spans =
          schedule.warmUpSeconds()
              + schedule.saturatedSeconds()
              + (long) schedule.rateSeconds() * schedule.rates().size()
              + (long) SECONDS_PER_KILL * schedule.kills();
      all = all.plusSeconds(spans).plusSeconds(OVERHEAD + SECONDS_PER_NODE * plan.nodes());
    }
    return all.plusSeconds(59);
  }

  private static <T> List<T> or(List<T> named, List<T> otherwise) {
    return named.isEmpty() ? otherwise : named;
  }

  private List<String> defaultSchemes() {
    return quick
        ? List.of(SchemeId.ED25519.label())
        : List.of(SchemeId.ED25519.label(), SchemeId.BLS12_381.label());
  }

  private void requirePositive(CommandLine line) {
    Schedule schedule = schedule();
    boolean positive =
        schedule.warmUpSeconds() > 0
            && schedule.saturatedSeconds() > 0
            && schedule.clients() > 0
            && schedule.rateSeconds() > 0
            && schedule.kills() >= 0
            && schedule.rates().stream().allMatch(rate -> rate > 0);
    if (!positive) {
      throw new ParameterException(
          line, "seconds, rates and clients are at least 1, kills at least 0");
    }
  }

  /** The engine of that name. */
  static EngineKind engine(String label, CommandLine line) {
    return EngineKind.ofLabel(label)
        .orElseThrow(() ->
            new ParameterException(
                line, "--engines has '" + label + "'; there are pbft, hotstuff and tendermint"));
  }

  private static SchemeId scheme(String label, CommandLine line) {
    return SchemeId.ofLabel(label)
        .orElseThrow(() ->
            new ParameterException(
                line, "--schemes has '" + label + "'; there are ed25519 and bls12-381"));
  }
}
