package io.quorate.bench.report;

import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The page docs/resilience.md. */
public record EndurancePage(EnduranceRun run, List<String> plots) {
  private static final double LEADER_GOAL_MILLIS = 1_500;
  private static final double DEAD_GOAL = 0.8;
  private static final double CATCH_UP_GOAL = 5;
  private static final double PERCENT = 100;

  /** The page as Markdown. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# How the engines come through faults");
    lines.add("");
    lines.add(
        "Made by `bench/resilience`, commands below; do not edit it. Four node processes and their clients share one machine.");
    lines.add("");
    settings(lines);
    lines.add("");
    lines.add("## Back to commits");
    lines.add("");
    lines.add(
        "Milliseconds from the event to the verified receipt of a transaction that was sent after it: median, most. A partition is one");
    lines.add(
        "into halves for 5 s; a quorum has returned when its third node answers. Goal: after the leader's kill -9 a median below 1,500 ms.");
    lines.add("");
    lines.add("| engine | leader killed | goal | partition healed | quorum returned |");
    lines.add("| --- | --- | --- | --- | --- |");
    row(
        lines,
        e ->
            times(e.leaderKilled())
                + " | "
                + goal(!e.leaderKilled().isEmpty(), median(e.leaderKilled()) < LEADER_GOAL_MILLIS)
                + " | "
                + times(e.healed())
                + " | "
                + times(e.returned()));
    lines.add("");
    lines.add("## Throughput with one of four faulty");
    lines.add("");
    lines.add(
        "Executed transactions a second, in one run; the clients wait for their answers and know the three sound nodes. In brackets");
    lines.add(
        "what is left of the mean of the spans before and after without fault. Goal: one dead node costs less than 20 %.");
    lines.add("");
    lines.add("| engine | none | dead | goal | paused | lying |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    row(
        lines,
        e ->
            number(base(e))
                + " | "
                + share(e, "dead")
                + " | "
                + goal(rate(e, "dead") > 0, rate(e, "dead") > DEAD_GOAL * base(e))
                + " | "
                + share(e, "paused")
                + " | "
                + share(e, "lying"));
    lines.add("");
    lines.add("## Catching up");
    lines.add("");
    lines.add(
        "A node is killed, the others go on under the same load, and it is started again while the load goes on. Heights a");
    lines.add(
        "second, from its first answer until it is level. Goal: at least 5 times the rate at which the network commits.");
    lines.add("");
    lines.add("| engine | missed | network | node | ratio | goal |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    row(
        lines,
        e ->
            e.catchUp()
                .map(c ->
                    "%s | %s | %s | %.1f | %s"
                        .formatted(
                            number((double) c.missed()),
                            number(c.networkPerSecond()),
                            number(c.nodePerSecond()),
                            c.ratio(),
                            goal(true, c.ratio() >= CATCH_UP_GOAL)))
                .orElse("- | - | - | - | -"));
    soak(lines);
    for (Endurance each : run.engines()) {
      each.failure()
          .ifPresent(
              why -> lines.add("\n" + each.engine() + " was not measured to the end: " + why));
    }
    return String.join("\n", lines) + "\n";
  }

  private void soak(List<String> lines) {
    if (run.engines().stream().allMatch(e -> e.soak().isEmpty())) {
      return;
    }
    lines.add("");
    lines.add("## Memory and disk under load");
    lines.add("");
    lines.add(
        "The largest of the four nodes, MiB: after a tenth of the time, half of it, all of it.");
    lines.add("");
    lines.add("| engine | resident | disk |");
    lines.add("| --- | --- | --- |");
    row(
        lines,
        e -> three(e, Endurance.Sample::residentMiB) + " | " + three(e, Endurance.Sample::diskMiB));
    for (String plot : plots) {
      lines.add("");
      lines.add("![" + plot + "](resilience/" + plot + ")");
    }
  }

  private void settings(List<String> lines) {
    lines.add(
        "| engine | begun | load average before | kills, partitions | returns | spans | catch-up | memory and disk |");
    lines.add("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (EnduranceRun.Part part : run.parts()) {
      EnduranceRun.Plan plan = part.setting().plan();
      lines.add(
          "| %s | %s | %.1f | %d each | %d after %d s | %d clients, %d s | after %d s | %d tx/s, %d s |"
              .formatted(
                  part.found().engine(),
                  part.setting().date(),
                  part.setting().loadAverage(),
                  plan.tries(),
                  plan.returns(),
                  plan.awaySeconds(),
                  plan.clients(),
                  plan.spanSeconds(),
                  plan.behindSeconds(),
                  plan.soakRate(),
                  plan.soakSeconds()));
    }
    lines.add("");
    run.parts().stream()
        .map(part ->
            "- `%s`, commit %s, on %s"
                .formatted(
                    part.setting().command(), part.setting().commit(), part.setting().machine()))
        .distinct()
        .forEach(lines::add);
  }

  private static String three(Endurance e, Function<Endurance.Sample, Double> value) {
    List<Endurance.Sample> all = e.soak();
    if (all.isEmpty()) {
      return "-";
    }
    int last = all.size() - 1;
    return number(value.apply(all.get(last / 10)))
        + ", "
        + number(value.apply(all.get(last / 2)))
        + ", "
        + number(value.apply(all.get(last)));
  }

  private void row(List<String> lines, Function<Endurance, String> cells) {
    run.engines().forEach(e -> lines.add("| " + e.engine() + " | " + cells.apply(e) + " |"));
  }

  private static String times(List<Double> millis) {
    return millis.isEmpty()
        ? "-"
        : number(median(millis))
            + ", "
            + number(millis.stream().mapToDouble(m -> m).max().orElse(0));
  }

  /** The middle one, or the mean of the two in the middle; 0 of none. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    return size == 0 ? 0 : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  private static double rate(Endurance e, String state) {
    return e.throughput().stream()
        .filter(t -> t.state().equals(state))
        .mapToDouble(Endurance.Throughput::perSecond)
        .average()
        .orElse(0);
  }

  private static double base(Endurance e) {
    return rate(e, "none");
  }

  private static String share(Endurance e, String state) {
    double rate = rate(e, state);
    return rate <= 0 || base(e) <= 0
        ? "-"
        : "%s (%.0f %%)".formatted(number(rate), PERCENT * rate / base(e));
  }

  private static String goal(boolean measured, boolean met) {
    if (!measured) {
      return "-";
    }
    return met ? "met" : "missed";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
