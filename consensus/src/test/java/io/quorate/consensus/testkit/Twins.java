package io.quorate.consensus.testkit;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.engine.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Twins (arXiv 2004.10617) of n = 4 validators: some exist twice, with one key, each copy honest on
 * its own, so that together they do what a Byzantine validator could. As the paper's generator does
 * for its rounds, a case chooses for each of the first views who is together with whom, and who
 * leads. Divisions count the views that a process enters (its first, its second, ...; the last
 * division stays); leaders go by the number that the engine's own rule goes by, which says who
 * leads all later views, or all of them where a shape leaves that open. What crosses a border is
 * lost, or comes late. After {@link #HEALED} milliseconds everybody hears everybody, and all that
 * honest replicas know must commit. Agreement among the honest is checked at every commit.
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

  private final Led engine;
  private final Shape shape;
  private final List<List<Integer>> partitions;
  private final List<List<Integer>> swaps = new ArrayList<>();

  /** Chains by who leads: they keep transactions, whose signatures take long. */
  private final Map<List<Integer>, Fixture> fixtures = new LinkedHashMap<>();

  /** An engine whose first views are led by whom a test says. */
  @FunctionalInterface
  public interface Led {
    /**
     * The honest engine but for its leaders.
     *
     * @param leaders who leads the first views, one validator for each; then the engine's own rule
     *     does
     */
    EngineUnderTest by(List<Integer> leaders);
  }

  /**
   * What the cases have in common.
   *
   * @param twinned the validators that exist twice
   * @param views how many views have a division, and a leader, of their own
   * @param lost whether what crosses a border is lost, rather than late
   * @param leaders who may lead these views; empty where the engine's own rule says
   */
  public record Shape(List<Integer> twinned, int views, boolean lost, List<Integer> leaders) {
    /** Copies the lists. */
    public Shape {
      twinned = List.copyOf(twinned);
      leaders = List.copyOf(leaders);
    }
  }

  /** Cases in which the engine's own rule says who leads. */
  public Twins(EngineUnderTest engine, List<Integer> twinned, int views, boolean lost) {
    this(leaders -> engine, new Shape(twinned, views, lost, List.of()));
  }

  /** Cases of one shape. */
  public Twins(Led engine, Shape shape) {
    this.engine = engine;
    this.shape = shape;
    this.partitions = Partitions.of(VALIDATORS + shape.twinned().size());
    for (int pair = 0; pair < shape.twinned().size(); pair++) {
      int one = shape.twinned().get(pair);
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
    for (int i = 0; i < shape.views(); i++) {
      cases = Math.multiplyExact(cases, base());
    }
    return cases;
  }

  /** What can be chosen for one view: its division, and its leader. */
  private long base() {
    return (long) partitions.size() * Math.max(1, shape.leaders().size());
  }

  /** Whether no case with a lower number is the same up to the names of the copies. */
  public boolean canonical(long number) {
    List<Integer> digits = digits(number);
    return swaps.stream()
        .allMatch(swap -> {
          for (int digit : digits) {
            int division = digit % partitions.size();
            if (swap.get(division) != division) {
              return swap.get(division) > division;
            }
          }
          return true;
        });
  }

  /** One for each view. */
  private List<Integer> digits(long number) {
    List<Integer> digits = new ArrayList<>();
    for (long rest = number; digits.size() < shape.views(); rest /= base()) {
      digits.addFirst((int) (rest % base()));
    }
    return digits;
  }

  private List<Integer> division(int digit) {
    return partitions.get(digit % partitions.size());
  }

  /** Who leads the first views; empty where the engine's own rule says. */
  private List<Integer> leaders(List<Integer> digits) {
    return shape.leaders().isEmpty()
        ? List.of()
        : digits.stream().map(digit -> shape.leaders().get(digit / partitions.size())).toList();
  }

  /** Twins, mode, leaders and divisions of a case, for people. */
  public String describe(long number) {
    List<Integer> digits = digits(number);
    StringBuilder text =
        new StringBuilder("twins of " + shape.twinned() + (shape.lost() ? " lost" : " late"));
    if (!shape.leaders().isEmpty()) {
      text.append(" led by ").append(leaders(digits));
    }
    for (int digit : digits) {
      text.append(' ').append(groups(division(digit)));
    }
    return text + " (case " + number + " of " + shape.views() + " views)";
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
    return process < VALIDATORS ? "" + process : shape.twinned().get(process - VALIDATORS) + "'";
  }

  /**
   * Runs a case.
   *
   * @throws AssertionError naming the case; its cause is a {@link Fork} where honest replicas
   *     disagree
   */
  public void run(long number) {
    try {
      List<Integer> digits = digits(number);
      play(leaders(digits), digits.stream().map(this::division).toList());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(describe(number) + ": " + e.getMessage(), e);
    }
  }

  private void play(List<Integer> leaders, List<List<Integer>> divisions) {
    Fixture fixture =
        fixtures.computeIfAbsent(leaders, them -> engine.by(them).fixture(VALIDATORS));
    Cluster cluster = new Cluster(fixture).ownPools();
    for (int validator : shape.twinned()) {
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
          return together ? List.of(1L) : shape.lost() ? List.of() : List.of(LATE);
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
      if (!shape.twinned().contains(evidence.validator())) {
        throw new AssertionError("evidence against the honest: " + evidence);
      }
    }
  }
}
