package io.quorate.devnet.load;

import io.quorate.client.ExpiredException;
import io.quorate.client.RefusedException;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts answers by the second in which they came. Thread-safe. */
final class Tally {
  private static final int DIGITS = 3;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long startNanos;
  private final long endNanos;
  private final Histogram all = new Histogram(DIGITS);
  private final List<Histogram> seconds = new ArrayList<>();
  private final TreeMap<String, Long> refused = new TreeMap<>();
  private long sent;
  private long executed;
  private long executedInTime;
  private long applicationRefused;
  private long expired;
  private long unknown;
  private long held;

  /** Counts what was due from {@code startNanos} on, by {@link System#nanoTime()}. */
  Tally(long startNanos, long endNanos) {
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  synchronized void sent(long dueNanos) {
    if (counts(dueNanos)) {
      sent++;
    }
  }

  /** A transaction was due and could not be sent. */
  synchronized void held(long dueNanos) {
    if (counts(dueNanos)) {
      held++;
    }
  }

  synchronized void answered(
      long dueNanos, @Nullable ProvedReceipt receipt, @Nullable Throwable failure) {
    long now = System.nanoTime();
    if (!counts(dueNanos)) {
      return;
    }
    if (receipt == null) {
      failed(failure);
    } else if (receipt.receipt().status() == Receipt.Status.EXECUTED) {
      executed(dueNanos, now);
    } else {
      applicationRefused++;
    }
  }

  /** No more answers are waited for. */
  synchronized void abandoned() {
    long known = executed + applicationRefused + expired + unknown;
    unknown += sent - known - refused.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean counts(long dueNanos) {
    return dueNanos - startNanos >= 0;
  }

  private void executed(long dueNanos, long now) {
    long micros = Math.max(1, (now - dueNanos) / NANOS_PER_MICRO);
    executed++;
    if (now - endNanos <= 0) {
      executedInTime++;
    }
    all.recordValue(micros);
    int second = (int) ((now - startNanos) / NANOS_PER_SECOND);
    while (seconds.size() <= second) {
      seconds.add(new Histogram(2));
    }
    seconds.get(second).recordValue(micros);
  }

  private void failed(@Nullable Throwable failure) {
    switch (failure) {
      case RefusedException refusal -> refused.merge(refusal.code().name(), 1L, Long::sum);
      case ExpiredException _ -> expired++;
      case null, default -> unknown++;
    }
  }

  /** One line for people who wait. */
  synchronized String progress() {
    int last = seconds.size() - 2;
    return last < 0
        ? executed + " executed"
        : seconds.get(last).getTotalCount()
            + " tx/s, median "
            + Math.round(seconds.get(last).getValueAtPercentile(50) / MICROS_PER_MILLI)
            + " ms";
  }

  synchronized LoadReport report() {
    double length = (endNanos - startNanos) / (double) NANOS_PER_SECOND;
    return new LoadReport(
        length,
        sent,
        executed,
        executedInTime,
        applicationRefused,
        new TreeMap<>(refused),
        expired,
        unknown,
        held,
        latency(),
        series());
  }

  private LoadReport.Latency latency() {
    return executed == 0
        ? new LoadReport.Latency(0, 0, 0, 0, 0, 0, 0)
        : new LoadReport.Latency(
            all.getMinValue() / MICROS_PER_MILLI,
            all.getMean() / MICROS_PER_MILLI,
            millis(all, 50),
            millis(all, 90),
            millis(all, 99),
            millis(all, 99.9),
            all.getMaxValue() / MICROS_PER_MILLI);
  }

  private List<LoadReport.Second> series() {
    List<LoadReport.Second> series = new ArrayList<>();
    for (Histogram second : seconds) {
      boolean none = second.getTotalCount() == 0;
      series.add(
          new LoadReport.Second(
              series.size(),
              second.getTotalCount(),
              none ? 0 : millis(second, 50),
              none ? 0 : millis(second, 99)));
    }
    return series;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
