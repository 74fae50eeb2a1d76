package io.quorate.bench.report;

import static io.quorate.bench.report.Numbers.fine;
import static io.quorate.bench.report.Numbers.show;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.Group;
import io.quorate.bench.result.Kill;
import io.quorate.bench.result.LoadResult;
import io.quorate.bench.result.RateResult;
import io.quorate.bench.result.Setting;
import io.quorate.bench.result.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of the page. A cell without a number says {@code –}. */
final class Tables {
  private static final String NONE = "–";

  private final Comparison comparison;

  Tables(Comparison comparison) {
    this.comparison = comparison;
  }

  String setting() {
    Setting setting = comparison.setting();
    StringBuilder out = new StringBuilder("| | |\n| --- | --- |\n");
    line(out, "date", setting.date());
    line(out, "processor", setting.processors() + " × " + setting.processor());
    line(out, "memory", String.format(Locale.ROOT, "%.1f GiB", setting.memoryMiB() / 1024.0));
    line(out, "system", setting.system() + ", nodes on " + setting.disk());
    line(out, "JVM", setting.jvm());
    line(out, "commit", setting.commit());
    line(out, "command", "`" + setting.commandLine() + "`");
    line(out, "load average before", fine(setting.loadAverageBefore()));
    line(out, "length", show(setting.minutes()) + " minutes");
    return out.append('\n').toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  /** Saturated throughput: one row for each engine, one column for each group. */
  String throughput() {
    return byGroup(c -> c.saturated().map(load -> show(load.throughput())).orElse(NONE));
  }

  /** How long a transaction took under saturation. */
  String saturatedLatency() {
    return byGroup(
        c -> c.saturated().map(load -> show(load.p50()) + " / " + show(load.p99())).orElse(NONE));
  }

  private String byGroup(Cell cell) {
    List<String> heads = new ArrayList<>(List.of("engine"));
    comparison.groups().forEach(group -> heads.add(group.label()));
    Table table = new Table(1, heads);
    for (String engine : comparison.engines()) {
      List<String> cells = new ArrayList<>(List.of(engine));
      for (Group group : comparison.groups()) {
        cells.add(comparison.find(engine, group).map(cell::of).orElse(NONE));
      }
      table.add(cells);
    }
    return table.text();
  }

  private interface Cell {
    String of(CaseResult measured);
  }

  /** Median, 90th and 99th percentile at each rate. */
  String latency() {
    List<String> heads = new ArrayList<>(List.of("network", "engine"));
    comparison.setting().schedule().rates().forEach(rate -> heads.add(rate + " tx/s"));
    Table table = new Table(2, heads);
    for (CaseResult measured : inGroups()) {
      List<String> cells = new ArrayList<>(List.of(measured.group().label(), measured.engine()));
      for (int rate : comparison.setting().schedule().rates()) {
        cells.add(
            measured.rates().stream()
                .filter(r -> r.perSecond() == rate)
                .findFirst()
                .map(Tables::latency)
                .orElse(NONE));
      }
      table.add(cells);
    }
    return table.text();
  }

  private static String latency(RateResult rate) {
    String numbers =
        rate.measured()
            .map(load -> show(load.p50()) + " / " + show(load.p90()) + " / " + show(load.p99()))
            .orElse("skipped");
    return rate.measured().isPresent() && rate.remark().isPresent() ? numbers + " *" : numbers;
  }

  /** What a block cost, under saturation and at each rate that was measured. */
  String traffic() {
    Table table =
        new Table(
            3,
            List.of(
                "network",
                "engine",
                "load",
                "blocks/s",
                "tx/block",
                "messages/block",
                "expected",
                "KiB/block",
                "bytes/tx",
                "signatures/block",
                "expected"));
    for (CaseResult measured : inGroups()) {
      measured.saturated().ifPresent(load -> addTraffic(table, measured, "saturated", load));
      for (RateResult rate : measured.rates()) {
        rate.measured()
            .ifPresent(load -> addTraffic(table, measured, rate.perSecond() + " tx/s", load));
      }
    }
    return table.text();
  }

  private static void addTraffic(Table table, CaseResult measured, String name, LoadResult load) {
    int n = measured.group().nodes();
    Traffic traffic = load.traffic();
    Optional<Theory> theory = Theory.of(measured.engine(), n);
    table.add(
        List.of(
            measured.group().label(),
            measured.engine(),
            name,
            show(traffic.blockRate()),
            show(traffic.perBlock(traffic.transactions())),
            show(traffic.perBlock(traffic.messages())),
            theory.map(t -> String.valueOf(t.allMessages(n))).orElse(NONE),
            show(traffic.perBlock(traffic.bytes()) / 1024),
            traffic.transactions() == 0
                ? NONE
                : show(traffic.bytes() / (double) traffic.transactions()),
            show(traffic.perBlock(traffic.engineSignatures() + traffic.attestationSignatures())),
            theory.map(t -> String.valueOf(t.allSignatures(n))).orElse(NONE)));
  }

  /** The formulas, with their values for each number of nodes. */
  String theory() {
    List<Integer> sizes =
        comparison.groups().stream().map(Group::nodes).distinct().sorted().toList();
    List<String> heads = new ArrayList<>(List.of("engine", "messages per block"));
    sizes.forEach(n -> heads.add("n = " + n));
    heads.addAll(List.of("signatures per block", "authenticators, good leader", "failed leader"));
    Table table = new Table(2, heads);
    for (String engine : comparison.engines()) {
      Optional<Theory> any = Theory.of(engine, 4);
      if (any.isEmpty()) {
        continue;
      }
      List<String> cells = new ArrayList<>(List.of(engine, any.get().messages()));
      sizes.forEach(n ->
          cells.add(
              Theory.of(engine, n).map(t -> String.valueOf(t.engineMessages())).orElse(NONE)));
      cells.addAll(List.of(any.get().signatures(), any.get().good(), any.get().failure()));
      table.add(cells);
    }
    List<String> attestations = new ArrayList<>(List.of("attestations, in all", "n(n − 1)"));
    sizes.forEach(n -> attestations.add(String.valueOf(Theory.attestationMessages(n))));
    attestations.addAll(List.of("n", "O(n²)", "O(n²)"));
    table.add(attestations);
    return table.text();
  }

  /** The leader's end. */
  String recovery() {
    Table table =
        new Table(
            2,
            List.of("network", "engine", "usual ms", "median ms", "greatest ms", "each kill, ms"));
    for (CaseResult measured : inGroups()) {
      if (measured.kills().isEmpty()) {
        continue;
      }
      List<Double> times = measured.kills().stream().map(Kill::recoveryMillis).toList();
      table.add(
          List.of(
              measured.group().label(),
              measured.engine(),
              show(Numbers.median(measured.kills().stream().map(Kill::usualMillis).toList())),
              show(Numbers.median(times)),
              show(Numbers.greatest(times)),
              times.stream().map(Numbers::show).collect(Collectors.joining(", "))));
    }
    return table.text();
  }

  private List<CaseResult> inGroups() {
    return comparison.groups().stream()
        .flatMap(group ->
            comparison.engines().stream()
                .flatMap(engine -> comparison.find(engine, group).stream()))
        .toList();
  }
}
