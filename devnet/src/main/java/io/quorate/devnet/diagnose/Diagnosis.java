package io.quorate.devnet.diagnose;

import io.quorate.consensus.Genesis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is the matter with a network.
 *
 * @param verdict whether it commits
 * @param summary the verdict in a sentence
 * @param findings the heaviest first
 */
public record Diagnosis(Verdict verdict, String summary, List<Finding> findings) {
  /** Exit status of a network in order. */
  public static final int IN_ORDER = 0;

  /** Exit status of one that commits, or would, in spite of faults. */
  public static final int FAULTS = 3;

  /** Exit status of one that does not commit, or whose nodes disagree. */
  public static final int BROKEN = 4;

  /** Whether it commits. */
  public enum Verdict {
    /** It did while it was looked at. */
    COMMITS,
    /** Nothing waits, neither for a block nor for a certificate, and it could. */
    RESTS,
    /** It does not though something waits, or it could not. */
    STUCK
  }

  /** Copies the list. */
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /**
   * Judges a network that was looked at twice.
   *
   * @param seconds between the looks
   */
  public static Diagnosis of(
      Genesis genesis, Look before, Look after, double seconds, Steps steps) {
    Situation seen = new Situation(genesis, before, after, seconds, steps);
    List<Finding> findings = new ArrayList<>(ConnectionRules.of(seen));
    boolean able = findings.stream().noneMatch(f -> f.weight() == Finding.Weight.STOPS);
    Verdict verdict;
    if (seen.grown() > 0) {
      verdict = Verdict.COMMITS;
      // Something became final, so a quorum is there that this command did not reach.
      findings.removeIf(finding -> finding.weight() == Finding.Weight.STOPS);
    } else {
      boolean nothingWaits = seen.pending() == 0 && seen.ordered() <= seen.height();
      verdict = able && nothingWaits ? Verdict.RESTS : Verdict.STUCK;
    }
    findings.addAll(ProgressRules.of(seen, verdict == Verdict.STUCK && able));
    findings.addAll(ProcessRules.of(seen));
    findings.addAll(NodeRules.of(seen));
    findings.sort(Comparator.comparing(Finding::weight));
    return new Diagnosis(verdict, summary(verdict, seen), findings);
  }

  private static String summary(Verdict verdict, Situation seen) {
    return switch (verdict) {
      case COMMITS ->
          "it commits: %.1f heights a second, now at height %d"
              .formatted(seen.grown() / seen.seconds(), seen.height());
      case RESTS -> "it rests at height " + seen.height() + ": no transaction waits for a block";
      case STUCK ->
          "it does not commit: height %d since at least %.1f s, %d transactions wait for a block%s"
              .formatted(seen.height(), seen.seconds(), seen.pending(), ordered(seen));
    };
  }

  private static String ordered(Situation seen) {
    long heights = seen.ordered() - seen.height();
    return heights > 0 ? ", " + heights + " ordered heights for a certificate" : "";
  }

  /** What the command ends with. */
  public int exitStatus() {
    boolean broken =
        verdict == Verdict.STUCK
            || findings.stream().anyMatch(f -> f.weight() == Finding.Weight.STOPS);
    boolean faults = findings.stream().anyMatch(f -> f.weight() == Finding.Weight.COSTS);
    return broken ? BROKEN : faults ? FAULTS : IN_ORDER;
  }
}
