package io.quorate.devnet.load;

import java.util.List;
import java.util.SortedMap;

/**
 * What a client saw of a network under load. What was sent during the warm-up is not in it.
 *
 * @param seconds how long it was counted
 * @param sent transactions submitted
 * @param executed transactions with a verified receipt that says executed
 * @param executedInTime those of them whose receipt came before the sending ended: the throughput
 *     is this by {@code seconds}
 * @param applicationRefused transactions with a verified receipt that says failed
 * @param refused transactions that nodes refused, by code
 * @param expired transactions proved not to be executed
 * @param unknown transactions whose outcome was not known in time
 * @param held times at which a transaction was due and could not be sent, since as many were
 *     unanswered as may be
 * @param latency of the executed ones, from when they were due to their verified receipt
 * @param series the same for each second
 */
public record LoadReport(
    double seconds,
    long sent,
    long executed,
    long executedInTime,
    long applicationRefused,
    SortedMap<String, Long> refused,
    long expired,
    long unknown,
    long held,
    Latency latency,
    List<Second> series) {

  /** Executed transactions per second. */
  public double throughput() {
    return executedInTime / seconds;
  }

  /** Milliseconds; all 0 when nothing was executed. */
  public record Latency(
      double min, double mean, double p50, double p90, double p99, double p999, double max) {}

  /**
   * One second of the run.
   *
   * @param second from 0, the end of the warm-up
   * @param executed receipts that came in it
   * @param p50 median latency of these, milliseconds
   * @param p99 99th percentile of these, milliseconds
   */
  public record Second(int second, long executed, double p50, double p99) {}
}
