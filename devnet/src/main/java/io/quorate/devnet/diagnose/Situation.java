package io.quorate.devnet.diagnose;

import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.consensus.ValidatorSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the rules judge: a network at two moments, and the chain that it should run.
 *
 * @param before the first look
 * @param after the second one
 * @param seconds between them
 * @param steps the next steps in the terms of where the nodes run
 */
record Situation(Genesis genesis, Look before, Look after, double seconds, Steps steps) {
  /** A node that said nothing for so long is silent: nodes say their heights twice a second. */
  static final double SILENT_SECONDS = 4;

  String chain() {
    return genesis.chainId().toHex();
  }

  ValidatorSet validators() {
    return new ValidatorSet(genesis.validators());
  }

  List<String> names() {
    return genesis.validators().stream().map(Validator::name).toList();
  }

  /** What nodes of this chain say now. */
  List<Answer> answers() {
    return after.answers(chain());
  }

  /** What a node of this chain says now. */
  Optional<Answer> answer(String name) {
    return after.answer(name).filter(answer -> answer.chain().equals(chain()));
  }

  /** What a node of this chain said at the first look. */
  Optional<Answer> earlier(String name) {
    return before.answer(name).filter(answer -> answer.chain().equals(chain()));
  }

  /** How far the log grew between the looks. */
  long grown() {
    return highest(after) - highest(before);
  }

  /** The highest final height that anybody answers. */
  long height() {
    return highest(after);
  }

  /**
   * The highest height that nodes of more than a third of the power call ordered: a liar alone does
   * not move it.
   */
  long ordered() {
    List<Answer> byHeight =
        answers().stream()
            .filter(answer -> names().contains(answer.node()))
            .sorted(Comparator.comparingLong(a -> -a.standing().committed()))
            .toList();
    List<String> said = new ArrayList<>();
    for (Answer answer : byHeight) {
      said.add(answer.node());
      if (3 * power(said) > validators().totalPower()) {
        return answer.standing().committed();
      }
    }
    return height();
  }

  private long highest(Look look) {
    return look.answers(chain()).stream()
        .mapToLong(answer -> answer.standing().finalized())
        .max()
        .orElse(0);
  }

  /** Transactions that wait, where most do. */
  long pending() {
    return answers().stream().mapToLong(answer -> answer.standing().pending()).max().orElse(0);
  }

  /** Whether the two have a connection, as far as those of them say that answer. */
  boolean connected(String one, String other) {
    return says(one, other) && says(other, one) && (isThere(one) || isThere(other));
  }

  private boolean says(String one, String other) {
    return answer(one)
        .map(answer -> Optional.ofNullable(answer.peers().get(other)))
        .map(peer -> peer.map(PeerSight::connected).orElse(false))
        .orElse(true);
  }

  boolean isThere(String name) {
    return answer(name).isPresent();
  }

  /** Whether anybody was told something by that node lately. */
  boolean isHeard(String name) {
    return answers().stream()
        .map(answer -> Optional.ofNullable(answer.peers().get(name)))
        .flatMap(Optional::stream)
        .anyMatch(peer -> peer.connected() && peer.silentSeconds() < SILENT_SECONDS);
  }

  /** The groups of nodes that reach one another, directly or through others; largest first. */
  List<NavigableSet<String>> groups() {
    List<NavigableSet<String>> groups = new ArrayList<>();
    NavigableSet<String> left = new TreeSet<>(names().stream().filter(this::isThere).toList());
    while (!left.isEmpty()) {
      NavigableSet<String> group = new TreeSet<>();
      List<String> open = new ArrayList<>(List.of(left.first()));
      while (!open.isEmpty()) {
        String node = open.removeLast();
        if (group.add(node)) {
          left.stream().filter(other -> connected(node, other)).forEach(open::add);
        }
      }
      left.removeAll(group);
      groups.add(group);
    }
    groups.sort((a, b) -> Long.compare(power(b), power(a)));
    return groups;
  }

  /** The voting power of nodes, by their names. */
  long power(Iterable<String> nodes) {
    List<Integer> indexes = new ArrayList<>();
    for (String node : nodes) {
      indexes.add(names().indexOf(node));
    }
    return validators().powerOf(indexes);
  }

  /** Why a validator cannot vote at present; empty if it can, as far as is seen. */
  Optional<String> unable(String name) {
    Optional<Sight.Condition> process = after.node(name).map(Sight::process);
    if (process.filter(Sight.Condition.Stopped.class::isInstance).isPresent()) {
      return Optional.of("stopped");
    }
    if (process.filter(Sight.Condition.Ended.class::isInstance).isPresent()) {
      return Optional.of("ended");
    }
    if (process.filter(Sight.Condition.Frozen.class::isInstance).isPresent()) {
      return Optional.of("frozen");
    }
    Optional<Answer> answer = answer(name);
    if (answer.isEmpty()) {
      return isHeard(name) ? Optional.empty() : Optional.of("not reached");
    }
    if (answer.get().diskPaused()) {
      return Optional.of("its disk is full");
    }
    return answer.get().standing().voting() ? Optional.empty() : Optional.of("observing");
  }
}
