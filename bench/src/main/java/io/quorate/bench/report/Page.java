package io.quorate.bench.report;

import static io.quorate.bench.report.Numbers.fine;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.RateResult;
import io.quorate.bench.result.Schedule;
import io.quorate.bench.result.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The page {@code comparison.md}. */
public final class Page {
  private final Comparison comparison;
  private final Tables tables;
  private final List<String> plots;

  /**
   * Of that comparison.
   *
   * @param plots the names of the plots that were drawn
   */
  public Page(Comparison comparison, List<String> plots) {
    this.comparison = comparison;
    this.tables = new Tables(comparison);
    this.plots = List.copyOf(plots);
  }

  /** The whole page in Markdown. */
  public String text() {
    return String.join(
                "\n",
                opening(),
                "## What the numbers show\n",
                String.join("\n", new Findings(comparison).sentences()) + "\n",
                failures(),
                "## Throughput\n",
                throughput(),
                "## Latency at fixed rates\n",
                latency(),
                "## What a block costs\n",
                cost(),
                "## After the leader's death\n",
                recovery(),
                "## How it was measured\n",
                method(),
                "## What it does not show\n",
                limits())
            .replaceAll("\n{3,}", "\n\n")
            .strip()
        + "\n";
  }

  private String opening() {
    Setting setting = comparison.setting();
    return """
    # The engines side by side

    This page, its plots and every sentence with a number in it were made by `bench/compare` from
    [one run](comparison/results.json); do not edit it. `bench/compare` measures again, `bench/compare --from FILE` only draws.

    %s%s

    """
        .formatted(tables.setting(), quietness(setting));
  }

  private static String quietness(Setting setting) {
    if (setting.loadAverageBefore() < 0) {
      return "The system does not say how busy the machine was before.";
    }
    return setting.quiet()
        ? "The machine was quiet when the run began."
        : "**The machine was not quiet**: "
            + fine(setting.loadAverageBefore())
            + " processes ran or wanted to on "
            + setting.processors()
            + " processors before anything was started here. Read all of this as a trial.";
  }

  private String failures() {
    List<String> lines = new ArrayList<>();
    for (CaseResult c : comparison.cases()) {
      String name = c.engine() + ", " + c.group().label();
      c.failure()
          .ifPresent(
              reason -> lines.add("- " + name + " is not complete: " + reason.replace('\n', ' ')));
      for (RateResult rate : c.rates()) {
        rate.remark()
            .ifPresent(remark ->
                lines.add("- " + name + ", " + rate.perSecond() + " tx/s: " + remark + "."));
      }
    }
    return lines.isEmpty()
        ? ""
        : "What is missing or fell short:\n\n" + String.join("\n", lines) + "\n";
  }

  private String throughput() {
    return "Executed transactions per second with "
        + comparison.setting().schedule().clients()
        + " clients that each wait for a verified receipt before they send the next.\n\n"
        + tables.throughput()
        + "Latency meanwhile, median / 99 %, ms. It is a consequence of the number of clients.\n\n"
        + tables.saturatedLatency()
        + plot("throughput.png", "Saturated throughput and latency");
  }

  private String latency() {
    return "Median / 90 % / 99 % in milliseconds, from when a transaction was due to its verified"
        + " receipt. A star marks a rate that the network did not keep up with.\n\n"
        + tables.latency()
        + plot("latency.png", "Latency at fixed rates");
  }

  private String cost() {
    return """
    Counted by the nodes, all of them together, and divided by the blocks that were committed; empty blocks count.
    *Expected* is the engine's formula plus the attestations.

    %s%sBy theory, while the leader is good and messages arrive in time:

    %sMessages are those between different nodes. The authenticators are signatures that replicas receive and check, as
    table 1 of the HotStuff paper (arXiv 1803.05069) counts them for the original protocols. HotStuff's are linear only with
    certificates that are one signature (BLS12-381): a certificate of Ed25519 signatures holds a quorum of them. The PBFT of that
    table sends its prepared proofs in every view change; here certificates are aggregates and go out once. What is
    measured beyond the formula is messages that carry no vote (heights, states of rounds, certificates for the ones behind).
    Below the formula is possible where blocks were committed without every message having been needed or sent.

    """
        .formatted(tables.traffic(), plot("messages.png", "Messages per block"), tables.theory());
  }

  private String recovery() {
    return """
    A client submits one transaction, waits for the verified receipt, submits the next. The leader is killed with
    `kill -9`; the longest of the client's waits after it, less the usual one, is the recovery. The client talks to the other nodes
    only. The node is started again, and is up to date, before the next kill. Where the leader changes with
    every block, the one killed led a moment before; what counts is then the wait when its turn comes.

    %s%s\
    """
        .formatted(tables.recovery(), plot("recovery.png", "Recovery after the leader's death"));
  }

  private String method() {
    Schedule s = comparison.setting().schedule();
    return """
    Each network is made in a temporary folder, started as real processes on this machine, measured and deleted, one after
    the other; the engines of equal networks are next to each other. Per network, in this order:

    1. %d s of load by %d clients to warm up (twice that for the first network, whose load generator is cold too);
    2. %d s of the same load, counted: *saturated*;
    3. %d s for each of %s tx/s, open loop: sent on time, whatever the answers do. A rate above three quarters of the
       saturated throughput is skipped;
    4. %d times the leader is killed.

    Each span has one second in front that is not counted. Transactions carry %d bytes, are signed with Ed25519 whatever the
    certificates are, and are verified by every node; each receipt is verified by the load generator down to the validators of the
    genesis. Blocks are synced to disk before a vote depends on them. Timers are those of the default chain parameters.

    """
        .formatted(
            s.warmUpSeconds(),
            s.clients(),
            s.saturatedSeconds(),
            s.rateSeconds(),
            s.rates().stream().map(String::valueOf).collect(Collectors.joining(", ")),
            s.kills(),
            s.payloadBytes());
  }

  private String limits() {
    int processors = comparison.setting().processors();
    return """
    - All nodes and the load generator share %d processor%s. Messages take microseconds and nobody else's network
      is in between: what an engine saves in rounds hardly shows, what it spends in processor time shows in full.
    - A JVM compiles while it runs. The warm-up is short, so the figures are those of young processes; a later span of the
      same network is warmer than an earlier one.
    - The spans are short. Two numbers within some 15 %% of each other are equal here, and a 99th percentile of a low rate rests on
      two or three transactions. Of a few kills the median and the greatest are all there is.
    - Compare the engines within one network of one run. Absolute numbers belong to this machine.
    """
        .formatted(processors, processors == 1 ? "" : "s");
  }

  private String plot(String file, String title) {
    return plots.contains(file) ? "![" + title + "](comparison/" + file + ")\n\n" : "";
  }
}
