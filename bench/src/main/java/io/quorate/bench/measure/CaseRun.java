package io.quorate.bench.measure;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Group;
import io.quorate.bench.result.Kill;
import io.quorate.bench.result.LoadResult;
import io.quorate.bench.result.RateResult;
import io.quorate.bench.result.Schedule;
import io.quorate.devnet.load.LoadPlan;
import io.quorate.devnet.load.LoadPlan.Pace;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.NetworkPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One case: a network made, warmed up, measured and deleted. */
final class CaseRun {
  /** A rate above this share of the saturated throughput is not tried: queues would only grow. */
  private static final double SUSTAINABLE = 0.75;

  /** Less than this share of a rate, and the network did not keep up. */
  private static final double KEPT_UP = 0.9;

  private final NetworkPlan plan;
  private final Group group;
  private final Schedule schedule;
  private final Consumer<String> listener;
  private final List<RateResult> rates = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private Optional<LoadResult> saturated = Optional.empty();
  private Optional<String> failure = Optional.empty();

  /**
   * A case that has not begun.
   *
   * @param listener hears of every step, in a few words
   */
  CaseRun(NetworkPlan plan, Schedule schedule, Consumer<String> listener) {
    this.plan = plan;
    this.group = new Group(plan.nodes(), plan.scheme().label());
    this.schedule = schedule;
    this.listener = listener;
  }

  /**
   * Runs it. A network that fails ends this case and no other: what was measured before is kept.
   *
   * @param warmUp load before anything is counted
   */
  CaseResult run(Path work, Duration warmUp) throws InterruptedException {
    double loadAverage = Machine.loadAverage();
    try (Bed bed = Bed.up(checked(), work)) {
      measure(bed, warmUp);
    } catch (DevnetException e) {
      failure = Optional.of(e.getMessage());
      listener.accept("failed: " + e.getMessage());
    }
    return new CaseResult(
        plan.engine().label(), group, loadAverage, saturated, rates, kills, failure);
  }

  private NetworkPlan checked() throws DevnetException {
    Optional<String> fault = plan.fault();
    if (fault.isPresent()) {
      throw new DevnetException(fault.get());
    }
    return plan;
  }

  private void measure(Bed bed, Duration warmUp) throws DevnetException, InterruptedException {
    Pace closed = new Pace.Closed(schedule.clients());
    try (Loads loads = new Loads(bed, schedule.payloadBytes())) {
      listener.accept("warming up");
      loads.warmUp(closed, warmUp);
      LoadResult most = loads.measure(closed, Duration.ofSeconds(schedule.saturatedSeconds()));
      saturated = Optional.of(most);
      listener.accept(String.format(Locale.ROOT, "saturated %.0f tx/s", most.throughput()));
      for (int rate : schedule.rates()) {
        rates.add(atRate(loads, rate, most.throughput()));
      }
    }
    LeaderKill leaderKill = new LeaderKill(bed);
    for (int i = 0; i < schedule.kills(); i++) {
      Kill kill = leaderKill.run();
      kills.add(kill);
      listener.accept(
          String.format(
              Locale.ROOT, "leader %s killed, %.0f ms", kill.node(), kill.recoveryMillis()));
    }
  }

  private RateResult atRate(Loads loads, int rate, double most)
      throws DevnetException, InterruptedException {
    if (rate > most * SUSTAINABLE) {
      String reason =
          String.format(
              Locale.ROOT, "skipped: above three quarters of the %.0f tx/s saturated", most);
      listener.accept(rate + " tx/s " + reason);
      return new RateResult(rate, Optional.empty(), Optional.of(reason));
    }
    LoadResult result =
        loads.measure(new LoadPlan.Pace.Open(rate), Duration.ofSeconds(schedule.rateSeconds()));
    listener.accept(
        String.format(
            Locale.ROOT,
            "%d tx/s: median %.1f ms, 99 %% %.1f ms",
            rate,
            result.p50(),
            result.p99()));
    return new RateResult(rate, Optional.of(result), remark(rate, result));
  }

  /** What the reader must know of that result, if anything. */
  static Optional<String> remark(int rate, LoadResult result) {
    return result.throughput() < KEPT_UP * rate
        ? Optional.of(
            String.format(Locale.ROOT, "not kept up: %.0f tx/s came in time", result.throughput()))
        : Optional.empty();
  }
}
