package io.quorate.simulator;

import io.quorate.simulator.Reduction.Part;
import io.quorate.simulator.byzantine.Lie;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a failed run smaller: tries variations of it that have less in them, and goes on from each
 * that fails by the same checker. Deterministic, and bounded in runs. Not thread-safe.
 */
public final class Shrink {
  /** Most runs that are tried. */
  public static final int RUNS = 80;

  private static final List<Integer> SIZES = List.of(4, 7, 10);

  private final Function<SimulationOptions, SimulationReport> run;
  private SimulationReport best;
  private int runs;

  private Shrink(SimulationReport failed, Function<SimulationOptions, SimulationReport> run) {
    this.best = failed;
    this.run = run;
  }

  /**
   * What shrinking came to.
   *
   * @param report of the smallest run that was found; its command repeats that run
   * @param runs how many were tried
   */
  public record Shrunk(SimulationReport report, int runs) {}

  /**
   * The smallest run that was found to fail as {@code failed} did, which may be that run itself.
   *
   * @throws IllegalArgumentException when that run did not fail
   */
  public static Shrunk of(SimulationReport failed) {
    return of(failed, Simulate::run);
  }

  /** The same with another way to run, for parts that are not honest. */
  static Shrunk of(SimulationReport failed, Function<SimulationOptions, SimulationReport> run) {
    if (failed.passed()) {
      throw new IllegalArgumentException("a run that passed cannot be made to fail with less");
    }
    Shrink shrink = new Shrink(failed, run);
    shrink.nodes();
    shrink.time();
    shrink.parts();
    shrink.liars();
    shrink.strikes();
    shrink.time();
    return new Shrunk(shrink.best, shrink.runs);
  }

  private void nodes() {
    for (int size : SIZES) {
      boolean fewer = size < options().nodes();
      int liars = options().liars().count().orElse(0);
      if (fewer && liars < size && attempt(options().withNodes(size))) {
        return;
      }
    }
  }

  /** First an end just behind the failure, then earlier and earlier. */
  private void time() {
    long failed = failure().virtualMicros() / Plan.MILLI;
    long drawn = Plan.draw(options()).safety() / Plan.MILLI;
    if (failed < drawn) {
      attempt(reduction().until(failed + 1));
    }
    long low = 0;
    long high = Math.min(failed + 1, drawn);
    for (int step = 0; step < 4 && high - low > 200; step++) {
      long middle = (low + high) / 2;
      if (attempt(reduction().until(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  private void parts() {
    List<String> names = new ArrayList<>();
    for (Part part : Part.values()) {
      names.add(part.label());
    }
    for (Fault fault : Fault.values()) {
      names.add(Reduction.label(fault));
    }
    for (String name : names) {
      leaveAway(List.of(name));
    }
  }

  private void liars() {
    for (LiarPlan liar : Plan.draw(options()).liars()) {
      boolean needed = !leaveAway(List.of(Reduction.liar(liar.node())));
      if (needed && liar.lies().size() > 1) {
        for (Lie lie : liar.lies()) {
          leaveAway(List.of(Reduction.lie(liar.node(), lie.kind().label())));
        }
      }
    }
  }

  /** Delta debugging (Zeller and Hildebrandt 2002), halves first, single ones last. */
  private void strikes() {
    for (int size = failure().strikes().size(); size >= 1; size /= 2) {
      List<Integer> struck = failure().strikes();
      for (int from = 0; from < struck.size(); from += size) {
        List<Integer> chunk = struck.subList(from, Math.min(struck.size(), from + size));
        leaveAway(chunk.stream().map(Reduction::strike).toList());
      }
    }
  }

  private boolean leaveAway(List<String> names) {
    Reduction less = reduction().and(names);
    return !less.equals(reduction()) && attempt(less);
  }

  private boolean attempt(Reduction less) {
    return attempt(options().with(less));
  }

  /** Whether that run fails in the same way; if it does, it is the best so far. */
  private boolean attempt(SimulationOptions options) {
    if (runs >= RUNS || sameRun(options)) {
      return false;
    }
    runs++;
    SimulationReport report = run.apply(options);
    boolean same =
        report.failure().filter(f -> f.checker().equals(failure().checker())).isPresent();
    if (same) {
      best = report;
    }
    return same;
  }

  /** What is not drawn needs not be left away. */
  private boolean sameRun(SimulationOptions options) {
    boolean strikes =
        options.reduction().without().stream()
            .anyMatch(name -> name.startsWith("strike-") && !reduction().without().contains(name));
    return !strikes
        && options.nodes() == options().nodes()
        && PlanText.of(Plan.draw(options)).equals(PlanText.of(Plan.draw(options())));
  }

  private SimulationOptions options() {
    return best.options();
  }

  private Reduction reduction() {
    return options().reduction();
  }

  private SimulationReport.Failure failure() {
    return best.failure().orElseThrow();
  }
}
