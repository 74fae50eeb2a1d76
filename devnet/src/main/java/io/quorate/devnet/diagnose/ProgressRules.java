package io.quorate.devnet.diagnose;

import io.quorate.devnet.diagnose.Finding.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Why nothing becomes final though a quorum is there; and whether all hold the same. */
final class ProgressRules {
  private static final long SPREAD = 2;

  private ProgressRules() {}

  static List<Finding> of(Situation seen, boolean stuck) {
    List<Finding> findings = new ArrayList<>();
    fork(seen).ifPresent(findings::add);
    if (stuck) {
      Optional<Finding> results = results(seen);
      results.ifPresent(findings::add);
      if (results.isEmpty()) {
        orders(seen).forEach(findings::add);
        attestations(seen).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Why nothing is ordered; only where something waits to be. */
  private static List<Finding> orders(Situation seen) {
    return seen.pending() == 0
        ? List.of()
        : Stream.of(views(seen), votes(seen)).flatMap(Optional::stream).toList();
  }

  /** A height came out differently on nodes of which no quorum agrees, so that nobody stops. */
  private static Optional<Finding> results(Situation seen) {
    SortedMap<String, NavigableSet<String>> differing = new TreeMap<>();
    OptionalLong height = OptionalLong.empty();
    for (Answer answer : seen.answers()) {
      for (Map.Entry<String, PeerSight> peer : answer.peers().entrySet()) {
        long at = peer.getValue().differsHeight();
        if (at > 0) {
          height = OptionalLong.of(Math.min(at, height.orElse(at)));
          differing.computeIfAbsent(answer.node(), _ -> new TreeSet<>()).add(peer.getKey());
          differing.computeIfAbsent(peer.getKey(), _ -> new TreeSet<>()).add(answer.node());
        }
      }
    }
    if (height.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Weight.STOPS,
            "results-differ",
            "the nodes executed height "
                + height.getAsLong()
                + " with different results, and no quorum has the same one: "
                + sides(differing),
            "the application is not deterministic, or nodes run different builds of it: compare"
                + " its jars, and look for the cause with `quorate app check`. Keep every data"
                + " directory; no transaction from this height on is final"));
  }

  /** Nodes of which none differs from another are one side. */
  private static String sides(SortedMap<String, NavigableSet<String>> differing) {
    List<List<String>> sides = new ArrayList<>();
    differing.forEach((node, others) ->
        sides.stream()
            .filter(side -> side.stream().noneMatch(others::contains))
            .findFirst()
            .orElseGet(() -> {
              List<String> side = new ArrayList<>();
              sides.add(side);
              return side;
            })
            .add(node));
    return String.join(" / ", sides.stream().map(side -> String.join(", ", side)).toList());
  }

  private static Optional<Finding> fork(Situation seen) {
    Map<String, List<String>> holders = new LinkedHashMap<>();
    seen.after()
        .blocks()
        .forEach((node, held) -> holders.computeIfAbsent(held, _ -> new ArrayList<>()).add(node));
    if (holders.size() < 2) {
      return Optional.empty();
    }
    List<String> sides = new ArrayList<>();
    holders.forEach((held, nodes) -> sides.add(String.join(", ", nodes) + ": " + held));
    return Optional.of(
        new Finding(
            Weight.STOPS,
            "state-differs",
            "final height "
                + seen.after().blockHeight()
                + " is not the same everywhere: "
                + String.join("; ", sides),
            "stop all clients, keep every data directory and log, and check each side's"
                + " certificate with `quorate verify`: more than a third lied, or a data"
                + " directory was changed"));
  }

  /** Who is in which view, and whether views change. */
  private static Optional<Finding> views(Situation seen) {
    Map<String, Long> views = new TreeMap<>();
    seen.answers().forEach(answer -> views.put(answer.node(), answer.standing().view()));
    if (views.isEmpty()) {
      return Optional.empty();
    }
    long least = views.values().stream().mapToLong(v -> v).min().orElse(0);
    long most = views.values().stream().mapToLong(v -> v).max().orElse(0);
    long before =
        seen.before().answers(seen.chain()).stream()
            .mapToLong(answer -> answer.standing().view())
            .max()
            .orElse(most);
    String leaders =
        String.join(
            ", ", seen.answers().stream().map(a -> a.standing().leader()).distinct().toList());
    if (most - least > SPREAD) {
      List<String> each = new ArrayList<>();
      views.forEach((node, view) -> each.add(node + " in " + view));
      return Optional.of(
          new Finding(
              Weight.STOPS,
              "views-apart",
              "the nodes are in different views: " + String.join(", ", each),
              seen.steps().connect()));
    }
    return Optional.of(
        most > before
            ? new Finding(
                Weight.STOPS,
                "views-rise",
                "views go by without a block, from "
                    + before
                    + " to "
                    + most
                    + ": the leaders fail one after the other, or votes get lost",
                "see what is said of single nodes here; then the log of " + leaders)
            : new Finding(
                Weight.STOPS,
                "leader",
                "view " + most + " stands, and its leader " + leaders + " has no block committed",
                "look again in a few seconds: a timeout of at most "
                    + seen.genesis().parameters().maxTimeoutMillis() / 1_000
                    + " s replaces it"));
  }

  /** Whose votes are missing. */
  private static Optional<Finding> votes(Situation seen) {
    List<String> missing = new ArrayList<>();
    for (String name : seen.names()) {
      double least =
          seen.answers().stream()
              .map(answer -> Optional.ofNullable(answer.peers().get(name)))
              .flatMap(Optional::stream)
              .mapToDouble(PeerSight::votelessSeconds)
              .min()
              .orElse(0);
      if (least > Math.max(seen.seconds(), Situation.SILENT_SECONDS)) {
        missing.add("%s (for %d s)".formatted(name, (long) least));
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Weight.STOPS,
                "votes-missing",
                "nobody hears votes of " + String.join(", ", missing),
                "see what is said of these nodes here, and in their logs"));
  }

  /** Ordered and not certified: the results of a quorum are missing. */
  private static Optional<Finding> attestations(Situation seen) {
    long committed =
        seen.answers().stream().mapToLong(a -> a.standing().committed()).max().orElse(0);
    if (committed <= seen.height()) {
      return Optional.empty();
    }
    List<String> missing = new ArrayList<>();
    for (String name : seen.names()) {
      long attested =
          seen.answers().stream()
              .map(answer -> Optional.ofNullable(answer.peers().get(name)))
              .flatMap(Optional::stream)
              .mapToLong(PeerSight::attestedHeight)
              .max()
              .orElse(committed);
      if (attested <= seen.height()) {
        missing.add(name + " (up to " + attested + ")");
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Weight.STOPS,
                "attestations-missing",
                "height "
                    + (seen.height() + 1)
                    + " is ordered and its result is not certified;"
                    + " nobody has the attestation of "
                    + String.join(", ", missing),
                "these nodes are down, observe, or execute too slowly: see what is said of them"));
  }
}
