package io.quorate.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A comparison with invented numbers. */
public final class Samples {
  private Samples() {}

  /** Three engines, two groups, all complete. */
  public static Comparison comparison() {
    List<CaseResult> cases = new ArrayList<>();
    for (Group group : List.of(new Group(4, "ed25519"), new Group(7, "bls12-381"))) {
      cases.add(measured("pbft", group, 1_200, 36));
      cases.add(measured("hotstuff", group, 1_500, 18));
      cases.add(measured("tendermint", group, 1_190, 39));
    }
    return new Comparison(Comparison.FORMAT, setting(), cases);
  }

  /** The same with one case that broke off. */
  public static Comparison comparisonWithFailure() {
    List<CaseResult> cases = new ArrayList<>(comparison().cases());
    cases.set(
        0,
        new CaseResult(
            "pbft",
            new Group(4, "ed25519"),
            0.1,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of("node-2 ended with exit status 1")));
    return new Comparison(Comparison.FORMAT, setting(), cases);
  }

  private static Setting setting() {
    return new Setting(
        "2026-01-02T03:04:05Z",
        "a processor",
        2,
        4_096,
        "Linux 6",
        "ext4",
        "a JVM 25",
        "abc1234",
        "bench/compare",
        0.1,
        21.5,
        new Schedule(12, 10, 500, 8, List.of(20, 100), 3, 100));
  }

  private static CaseResult measured(
      String engine, Group group, double throughput, long messagesPerBlock) {
    LoadResult load =
        new LoadResult(
            10,
            12_000,
            12_000,
            throughput,
            30,
            40,
            90,
            120,
            new Traffic(11, 100, 13_000, 100 * messagesPerBlock, 500_000, 800, 400));
    return new CaseResult(
        engine,
        group,
        0.5,
        Optional.of(load),
        List.of(
            new RateResult(20, Optional.of(load), Optional.empty()),
            new RateResult(100, Optional.empty(), Optional.of("skipped: too much"))),
        List.of(new Kill("node-1", 20, 1_020), new Kill("node-2", 25, 2_025)),
        Optional.empty());
  }
}
