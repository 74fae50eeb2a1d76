package io.quorate.consensus.testkit;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Twins (arXiv 2004.10617) of n = 4 validators: some exist twice, with one key, each copy honest on
 * its own, so that together they do what a Byzantine validator could. A case divides the processes
 * anew for every view a process enters (its first, its second, ...; the last division stays); who
 * leads is the engine's own function. What crosses a border is lost, or comes late. After {@link
 * #HEALED} milliseconds everybody hears everybody, and all that honest replicas know must commit.
 * Agreement among the honest is checked at every commit.
 *
 * <p>Cases are numbered; a case that is another one with the two copies swapped is not canonical
 * and is left out. Each process has a transaction of its own, so that copies that lead differ.
 */
public final class Twins {
  /** Virtual milliseconds after which the network is whole. */
  static final long HEALED = 25_000;

  private static final int VALIDATORS = 4;
  private static final long LATE = 3_000;
  private static final long LIMIT = 60_000;

  private final Fixture fixture;
  private final List<Integer> twinned;
  private final int views;
  private final boolean lost;
  private final List<List<Integer>> partitions;
  private final List<List<Integer>> swaps = new ArrayList<>();

  /**
   * Cases of one shape.
   *
   * @param twinned the validators that exist twice
   * @param views how many views have a division of their own
   * @param lost whether what crosses a border is lost, rather than late
   */
  public Twins(EngineUnderTest engine, List<Integer> twinned, int views, boolean lost) {
    this.fixture = engine.fixture(VALIDATORS);
    this.twinned = List.copyOf(twinned);
    this.views = views;
    this.lost = lost;
    this.partitions = Partitions.of(VALIDATORS + twinned.size());
    for (int pair = 0; pair < twinned.size(); pair++) {
      int one = twinned.get(pair);
      int other = VALIDATORS + pair;
      swaps.add(
          partitions.stream()
              .map(partition -> partitions.indexOf(Partitions.swap(partition, one, other)))
              .toList());
    }
  }

  /** How many numbers there are, canonical or not. */
  public long cases() {
    long cases = 1;
    for (int i = 0; i < views; i++) {
      cases *= partitions.size();
    }
    return cases;
  }

  /** Whether no case with a lower number is the same up to the names of the copies. */
  public boolean canonical(long number) {
    List<Integer> digits = digits(number);
    return swaps.stream()
        .allMatch(swap -> {
          for (int digit : digits) {
            if (swap.get(digit) != digit) {
              return swap.get(digit) > digit;
            }
          }
          return true;
        });
  }

  private List<Integer> digits(long number) {
    List<Integer> digits = new ArrayList<>();
    for (long rest = number; digits.size() < views; rest /= partitions.size()) {
      digits.addFirst((int) (rest % partitions.size()));
    }
    return digits;
  }

  /** Twins, mode and divisions of a case, for people. */
  public String describe(long number) {
    StringBuilder text = new StringBuilder("twins of " + twinned + (lost ? " lost" : " late"));
    for (int digit : digits(number)) {
      text.append(' ').append(groups(partitions.get(digit)));
    }
    return text + " (case " + number + " of " + views + " views)";
  }

  /** Like {0 1 2'}{2 3}. */
  private String groups(List<Integer> partition) {
    StringBuilder text = new StringBuilder();
    for (int group = 0; partition.contains(group); group++) {
      int at = group;
      List<String> members =
          IntStream.range(0, partition.size())
              .filter(process -> partition.get(process) == at)
              .mapToObj(this::name)
              .toList();
      text.append('{').append(String.join(" ", members)).append('}');
    }
    return text.toString();
  }

  private String name(int process) {
    return process < VALIDATORS ? "" + process : twinned.get(process - VALIDATORS) + "'";
  }

  /**
   * Runs a case.
   *
   * @throws AssertionError naming the case; its cause is a {@link Fork} where honest replicas
   *     disagree
   */
  public void run(long number) {
    try {
      play(digits(number).stream().map(partitions::get).toList());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(describe(number) + ": " + e.getMessage(), e);
    }
  }

  private void play(List<List<Integer>> divisions) {
    Cluster cluster = new Cluster(fixture).ownPools();
    for (int validator : twinned) {
      cluster.byzantine.add(validator);
      cluster.byzantine.add(cluster.add(validator).id);
    }
    int[] entered = new int[cluster.nodes.size()];
    cluster.watcher =
        (node, effect) -> {
          if (effect instanceof Effect.EnteredView) {
            entered[node]++;
          }
        };
    cluster.network =
        (from, to, message, now) -> {
          int view = Math.min(Math.max(entered[from], 1), divisions.size()) - 1;
          List<Integer> groups = divisions.get(view);
          boolean together = now >= HEALED || groups.get(from).equals(groups.get(to));
          return together ? List.of(1L) : lost ? List.of() : List.of(LATE);
        };
    cluster.start();
    cluster.nodes.forEach(node -> cluster.submitTo(node.id));
    cluster.run(HEALED);
    cluster.connectAll();
    cluster.spreadPools();
    cluster.catchUpEvery(1_000);
    if (!cluster.runUntil(LIMIT, cluster::allServed)) {
      throw new AssertionError("nothing commits after the network healed\n" + cluster.lastNotes());
    }
    for (Equivocation evidence : cluster.evidence) {
      if (!twinned.contains(evidence.validator())) {
        throw new AssertionError("evidence against the honest: " + evidence);
      }
    }
  }
}
