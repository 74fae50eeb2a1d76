package io.quorate.bench.measure;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Schedule;
import io.quorate.devnet.network.NetworkPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All cases, one after the other, the engines of equal networks next to each other. */
public final class ComparisonRun {
  private final List<NetworkPlan> plans;
  private final Schedule schedule;
  private final Path work;
  private final Consumer<String> listener;

  /**
   * A run that has not begun.
   *
   * @param plans the networks, in their order
   * @param work where their folders are made
   * @param listener hears of every step, in a few words
   */
  public ComparisonRun(
      List<NetworkPlan> plans, Schedule schedule, Path work, Consumer<String> listener) {
    this.plans = List.copyOf(plans);
    this.schedule = schedule;
    this.work = work;
    this.listener = listener;
  }

  /** Measures everything; {@code soFar} gets all finished cases whenever one more is. */
  public void run(Consumer<List<CaseResult>> soFar) throws InterruptedException {
    List<CaseResult> results = new ArrayList<>();
    for (NetworkPlan plan : plans) {
      String name = plan.engine().label() + ", n = " + plan.nodes() + ", " + plan.scheme().label();
      CaseRun run = new CaseRun(plan, schedule, step -> listener.accept(name + ": " + step));
      // The load generator itself is cold in the first case.
      int times = results.isEmpty() ? 2 : 1;
      results.add(run.run(work, Duration.ofSeconds((long) times * schedule.warmUpSeconds())));
      soFar.accept(List.copyOf(results));
    }
  }
}
