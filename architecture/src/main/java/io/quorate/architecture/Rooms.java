package io.quorate.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The modules and the arrows between them, as the design's table gives them.
 *
 * <p>A room may use what it names and what those may use in turn. The root package is a parameter
 * so that fixtures can build the same house elsewhere.
 */
record Rooms(String root) {

  /** Engines are listed whether or not they are built yet; an absent room breaks nothing. */
  static final List<String> ENGINES = List.of("hotstuff", "pbft", "tendermint");

  /** Rooms whose code must be deterministic to the byte. */
  static final List<String> PURE =
      List.of(
          "crypto",
          "consensus",
          "hotstuff",
          "pbft",
          "tendermint",
          "mempool",
          "application",
          "replica");

  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("crypto", List.of()),
          Map.entry("consensus", List.of("crypto")),
          Map.entry("hotstuff", List.of("consensus")),
          Map.entry("pbft", List.of("consensus")),
          Map.entry("tendermint", List.of("consensus")),
          Map.entry("mempool", List.of("consensus")),
          Map.entry("application", List.of("consensus")),
          Map.entry("replica", List.of("mempool", "application", "consensus")),
          Map.entry("api", List.of("consensus")),
          Map.entry("client", List.of("api", "consensus")),
          Map.entry("simulator", List.of("replica", "hotstuff", "pbft", "tendermint")),
          Map.entry("node", List.of("replica", "hotstuff", "pbft", "tendermint", "api")),
          Map.entry("devnet", List.of("node", "client", "simulator")),
          Map.entry("bench", List.of("devnet")));

  /** The room a class lives in, or empty for a class outside the house. */
  Optional<String> roomOf(JavaClass type) {
    String prefix = root + ".";
    String name = type.getBaseComponentType().getName();
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    String rest = name.substring(prefix.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? Optional.empty() : Optional.of(rest.substring(0, dot));
  }

  /** Dependencies that no arrow allows, and classes in rooms that the table does not know. */
  List<String> forbiddenArrows(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      roomOf(type).ifPresent(room -> collectForbidden(type, room, found));
    }
    return found;
  }

  private void collectForbidden(JavaClass type, String room, List<String> found) {
    if (!ARROWS.containsKey(room)) {
      found.add("%s is in the room '%s', which the design does not have".formatted(type, room));
      return;
    }
    Set<String> allowed = reachable(room);
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      Optional<String> target = roomOf(dependency.getTargetClass());
      if (target.isPresent() && !allowed.contains(target.get())) {
        found.add(
            "'%s' must not use '%s' (it may use %s): %s"
                .formatted(room, target.get(), allowed, dependency.getDescription()));
      }
    }
  }

  /** Dependencies from one engine to another. */
  List<String> enginesThatMeet(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      String room = roomOf(type).orElse("");
      if (!ENGINES.contains(room)) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = roomOf(dependency.getTargetClass()).orElse(room);
        if (ENGINES.contains(target) && !target.equals(room)) {
          found.add("engines share code through consensus alone: " + dependency.getDescription());
        }
      }
    }
    return found;
  }

  /** Places where an engine, the mempool or an application touches a private key. */
  List<String> keyHolders(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      String room = roomOf(type).orElse("");
      if (!ENGINES.contains(room) && !room.equals("mempool") && !room.equals("application")) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getSimpleName().equals("PrivateKey")) {
          found.add(
              "emit an unsigned message, the outgoing stage signs: " + dependency.getDescription());
        }
      }
    }
    return found;
  }

  /** Packages without a package-info that says {@code @NullMarked}. */
  static List<String> unmarkedPackages(JavaClasses classes) {
    Map<String, Boolean> marked = new TreeMap<>();
    for (JavaClass type : classes) {
      boolean says =
          type.getSimpleName().equals("package-info")
              && type.isAnnotatedWith("org.jspecify.annotations.NullMarked");
      marked.merge(type.getPackageName(), says, Boolean::logicalOr);
    }
    return marked.entrySet().stream()
        .filter(entry -> !entry.getValue())
        .map(entry -> entry.getKey() + " needs a package-info.java with @NullMarked")
        .toList();
  }

  private static Set<String> reachable(String room) {
    Set<String> seen = new TreeSet<>();
    List<String> waiting = new ArrayList<>(List.of(room));
    while (!waiting.isEmpty()) {
      String next = waiting.removeLast();
      if (seen.add(next)) {
        waiting.addAll(ARROWS.getOrDefault(next, List.of()));
      }
    }
    return seen;
  }
}
