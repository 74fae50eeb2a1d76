package io.quorate.bench.report;

import static io.quorate.bench.report.Numbers.fine;
import static io.quorate.bench.report.Numbers.show;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.Group;
import io.quorate.bench.result.Kill;
import io.quorate.bench.result.LoadResult;
import io.quorate.bench.result.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the numbers of one comparison show, as sentences. Each is made from the numbers, so that
 * another run on another machine gets the sentences that fit it.
 */
final class Findings {
  /** Two numbers of one run that differ by less say nothing: its spans are short. */
  private static final double NOISE = 0.15;

  private record Ranked(String engine, double value) {}

  private final Comparison comparison;

  Findings(Comparison comparison) {
    this.comparison = comparison;
  }

  /** All of them, as a list in Markdown; a sentence that nothing supports is left out. */
  List<String> sentences() {
    List<String> found = new ArrayList<>();
    for (Group group : comparison.groups()) {
      rank(group, c -> c.saturated().map(LoadResult::throughput), Comparator.reverseOrder())
          .ifPresent(text -> found.add("Throughput, " + group.label() + ", tx/s: " + text));
    }
    lowestRate()
        .ifPresent(rate -> {
          for (Group group : comparison.groups()) {
            rank(group, c -> c.at(rate).map(LoadResult::p50), Comparator.naturalOrder())
                .ifPresent(text ->
                    found.add(
                        "Median latency at " + rate + " tx/s, " + group.label() + ", ms: " + text));
          }
        });
    for (Group group : comparison.groups()) {
      rank(group, Findings::medianRecovery, Comparator.naturalOrder())
          .ifPresent(text ->
              found.add(
                  "Median recovery from a killed leader, " + group.label() + ", ms: " + text));
    }
    blsAgainstEd25519().ifPresent(found::add);
    manyAgainstFew().ifPresent(found::add);
    comparison.engines().forEach(engine -> theory(engine).ifPresent(found::add));
    return found.stream().map(text -> "- " + text).toList();
  }

  private Optional<Integer> lowestRate() {
    return comparison.setting().schedule().rates().stream().min(Comparator.naturalOrder());
  }

  private static Optional<Double> medianRecovery(CaseResult measured) {
    return measured.kills().isEmpty()
        ? Optional.empty()
        : Optional.of(Numbers.median(measured.kills().stream().map(Kill::recoveryMillis).toList()));
  }

  /** The engines from the best on, with a word on whether the first differs from the second. */
  private Optional<String> rank(
      Group group, Function<CaseResult, Optional<Double>> measure, Comparator<Double> better) {
    List<Ranked> ranked =
        comparison.engines().stream()
            .flatMap(engine -> comparison.find(engine, group).stream())
            .flatMap(c -> measure.apply(c).map(v -> new Ranked(c.engine(), v)).stream())
            .sorted(Comparator.comparing(Ranked::value, better))
            .toList();
    if (ranked.size() < 2) {
      return Optional.empty();
    }
    String list =
        ranked.stream()
            .map(r -> r.engine() + " " + show(r.value()))
            .collect(Collectors.joining(", "));
    double first = ranked.getFirst().value();
    double second = ranked.get(1).value();
    boolean near = Math.abs(first - second) <= NOISE * Math.max(first, second);
    return Optional.of(
        list + (near ? ". The first two are too near each other to call one the better." : "."));
  }

  private Optional<String> blsAgainstEd25519() {
    return ratios(
            group -> group.scheme().equals("bls12-381"),
            group -> new Group(group.nodes(), "ed25519"))
        .map(range ->
            "With BLS12-381 certificates the saturated throughput was "
                + range
                + " times that with Ed25519, engine by engine.");
  }

  private Optional<String> manyAgainstFew() {
    int fewest = comparison.groups().stream().mapToInt(Group::nodes).min().orElse(0);
    int most = comparison.groups().stream().mapToInt(Group::nodes).max().orElse(0);
    return fewest == most
        ? Optional.empty()
        : ratios(group -> group.nodes() == most, group -> new Group(fewest, group.scheme()))
            .map(range ->
                "With n = "
                    + most
                    + " the saturated throughput was "
                    + range
                    + " times that with n = "
                    + fewest
                    + ". All nodes share the same processors here: this says little about networks"
                    + " whose nodes have machines of their own.");
  }

  /** The least and the greatest ratio of a case's throughput to that of its counterpart. */
  private Optional<String> ratios(
      Function<Group, Boolean> chosen, Function<Group, Group> counterpart) {
    List<Double> ratios = new ArrayList<>();
    for (CaseResult measured : comparison.cases()) {
      if (chosen.apply(measured.group())) {
        Optional<Double> other =
            comparison
                .find(measured.engine(), counterpart.apply(measured.group()))
                .flatMap(CaseResult::saturated)
                .map(LoadResult::throughput);
        measured
            .saturated()
            .filter(_ -> other.filter(value -> value > 0).isPresent())
            .ifPresent(load -> ratios.add(load.throughput() / other.orElse(1.0)));
      }
    }
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    String low = fine(ratios.stream().min(Comparator.naturalOrder()).orElseThrow());
    String high = fine(Numbers.greatest(ratios));
    return Optional.of(low.equals(high) ? low : low + " to " + high);
  }

  /** How near the counted messages are to the formula. */
  private Optional<String> theory(String engine) {
    List<Double> ratios = new ArrayList<>();
    for (CaseResult measured : comparison.cases()) {
      int n = measured.group().nodes();
      Optional<Theory> theory = Theory.of(engine, n);
      if (measured.engine().equals(engine) && theory.isPresent()) {
        measured
            .saturated()
            .map(LoadResult::traffic)
            .filter(traffic -> traffic.blocks() > 0)
            .map((Traffic traffic) ->
                traffic.perBlock(traffic.messages()) / theory.get().allMessages(n))
            .ifPresent(ratios::add);
      }
    }
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    String low = fine(ratios.stream().min(Comparator.naturalOrder()).orElseThrow());
    String high = fine(Numbers.greatest(ratios));
    return Optional.of(
        "Messages per block under saturation, "
            + engine
            + ": "
            + (low.equals(high) ? low : low + " to " + high)
            + " times what theory expects.");
  }
}
