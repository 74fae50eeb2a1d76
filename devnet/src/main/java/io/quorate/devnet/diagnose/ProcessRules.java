package io.quorate.devnet.diagnose;

import io.quorate.devnet.diagnose.Finding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Nodes that do not run, do not answer, or are not what they should be. */
final class ProcessRules {
  private ProcessRules() {}

  static List<Finding> of(Situation seen) {
    List<Finding> findings = new ArrayList<>();
    for (Sight node : seen.after().nodes()) {
      process(seen, node).ifPresent(findings::add);
      node.answer()
          .filter(answer -> !answer.chain().equals(seen.chain()))
          .ifPresent(answer -> findings.add(stranger(seen, node, answer)));
    }
    for (String name : seen.names()) {
      if (seen.after().node(name).isEmpty() && !seen.isHeard(name)) {
        findings.add(
            new Finding(
                Weight.COSTS,
                "down",
                "none of the nodes that answer hears " + name + ", which was not asked itself",
                seen.steps().start(name)));
      }
    }
    List<String> versions = seen.answers().stream().map(Answer::version).distinct().toList();
    if (versions.size() > 1) {
      findings.add(
          new Finding(
              Weight.NOTE,
              "versions",
              "the nodes run different software: " + String.join(", ", versions),
              "finish the change of software, one node at a time"));
    }
    return findings;
  }

  private static Optional<Finding> process(Situation seen, Sight node) {
    String name = node.name();
    return switch (node.process()) {
      case Sight.Condition.Stopped _ ->
          Optional.of(
              new Finding(Weight.COSTS, "stopped", name + " is stopped", seen.steps().start(name)));
      case Sight.Condition.Frozen _ ->
          Optional.of(
              new Finding(
                  Weight.COSTS,
                  "frozen",
                  "the process of "
                      + name
                      + " is frozen: its connections stand, and it says nothing",
                  seen.steps().resume(name)));
      case Sight.Condition.Ended(List<String> words) ->
          Optional.of(
              new Finding(
                  Weight.COSTS,
                  "ended",
                  name + " has ended by itself; its log says: " + last(words),
                  "do what its log says; then " + seen.steps().start(name)));
      case Sight.Condition.Runs _, Sight.Condition.Unknown _ ->
          node.answer().isPresent() ? Optional.empty() : Optional.of(silent(seen, node));
    };
  }

  /** The last line that says that something is wrong, or the last one. */
  private static String last(List<String> words) {
    return words.reversed().stream()
        .filter(line -> line.contains("ERROR") || line.startsWith("quorate: "))
        .findFirst()
        .or(() -> words.reversed().stream().filter(line -> !line.isBlank()).findFirst())
        .map(String::strip)
        .orElse("nothing");
  }

  private static Finding silent(Situation seen, Sight node) {
    String name = node.name();
    String nobody = name + " does not answer at " + node.place();
    if (seen.isHeard(name)) {
      return new Finding(
          Weight.COSTS,
          "no-answer",
          nobody + ", though its peers hear it: only its API is not reached",
          "check its `api` address, and what stands between it and you");
    }
    boolean held =
        seen.answers().stream()
            .map(answer -> Optional.ofNullable(answer.peers().get(name)))
            .flatMap(Optional::stream)
            .anyMatch(PeerSight::connected);
    return new Finding(
        Weight.COSTS,
        held ? "silent" : "down",
        nobody
            + (held
                ? ", and its peers hear nothing from it though their connections stand: it is frozen"
                    + " or its machine is busy"
                : ", and none of the nodes that answer is connected to it"),
        held ? seen.steps().resume(name) : seen.steps().start(name));
  }

  private static Finding stranger(Situation seen, Sight node, Answer answer) {
    return new Finding(
        Weight.COSTS,
        "other-chain",
        node.name()
            + " at "
            + node.place()
            + " runs another chain: "
            + shorten(answer.chain())
            + " instead of "
            + shorten(seen.chain()),
        "give it this network's genesis.json and an empty dataDir, or do not ask it");
  }

  private static String shorten(String chain) {
    return chain.substring(0, Math.min(8, chain.length()));
  }
}
