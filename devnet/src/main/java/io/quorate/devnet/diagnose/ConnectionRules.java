package io.quorate.devnet.diagnose;

import io.quorate.devnet.diagnose.Finding.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/** Who reaches whom, and whether those who do are enough. */
final class ConnectionRules {
  private ConnectionRules() {}

  static List<Finding> of(Situation seen) {
    List<Finding> findings = new ArrayList<>();
    List<NavigableSet<String>> groups = seen.groups();
    quorum(seen, groups).ifPresent(findings::add);
    if (groups.size() > 1) {
      findings.add(split(seen, groups));
    }
    groups.forEach(group -> inside(seen, group, findings));
    return findings;
  }

  /** Those that can vote and reach one another are no quorum. */
  private static Optional<Finding> quorum(Situation seen, List<NavigableSet<String>> groups) {
    NavigableSet<String> largest =
        groups.isEmpty() ? new java.util.TreeSet<>() : new java.util.TreeSet<>(groups.getFirst());
    seen.names().stream()
        .filter(name -> !seen.isThere(name) && seen.isHeard(name))
        .forEach(largest::add);
    List<String> able = largest.stream().filter(name -> seen.unable(name).isEmpty()).toList();
    if (seen.validators().isQuorum(seen.power(able))) {
      return Optional.empty();
    }
    List<String> missing =
        seen.names().stream()
            .filter(name -> !able.contains(name))
            .map(name -> name + " (" + seen.unable(name).orElse("in another group") + ")")
            .toList();
    return Optional.of(
        new Finding(
            Weight.STOPS,
            "no-quorum",
            "no quorum can vote: "
                + (able.isEmpty() ? "nobody" : String.join(", ", able))
                + " with "
                + seen.power(able)
                + " of "
                + seen.validators().totalPower()
                + ", and more than two thirds are needed; missing: "
                + String.join(", ", missing),
            "bring back as many of the missing as it takes: what each lacks is said of it here"));
  }

  private static Finding split(Situation seen, List<NavigableSet<String>> groups) {
    boolean quorum = seen.validators().isQuorum(seen.power(groups.getFirst()));
    List<String> texts = groups.stream().map(group -> String.join(", ", group)).toList();
    return new Finding(
        quorum ? Weight.COSTS : Weight.STOPS,
        "partition",
        "the nodes that answer are in groups that do not reach one another: "
            + String.join(" / ", texts)
            + (quorum ? "" : "; none of them is a quorum"),
        seen.steps().connect());
  }

  private static void inside(Situation seen, NavigableSet<String> group, List<Finding> findings) {
    for (String one : group) {
      for (String other : group.tailSet(one, false)) {
        if (!seen.connected(one, other)) {
          findings.add(
              new Finding(
                  Weight.COSTS,
                  "line-down",
                  one + " and " + other + " are not connected, though others reach both",
                  seen.steps().connect()));
        }
      }
      deaf(seen, one, group, findings);
    }
  }

  /** Connected, and nothing comes. */
  private static void deaf(
      Situation seen, String one, NavigableSet<String> group, List<Finding> findings) {
    seen.answer(one)
        .ifPresent(answer ->
            answer
                .peers()
                .forEach((other, peer) -> {
                  if (group.contains(other)
                      && seen.connected(one, other)
                      && peer.silentSeconds() > Situation.SILENT_SECONDS) {
                    findings.add(
                        new Finding(
                            Weight.COSTS,
                            "line-silent",
                            "%s has heard nothing from %s for %d s, though they are connected"
                                .formatted(one, other, (long) peer.silentSeconds()),
                            seen.steps().connect()));
                  }
                }));
  }
}
