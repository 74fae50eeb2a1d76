package io.quorate.bench.result;

/**
 * What clients and nodes saw of one span of load. Latencies are in milliseconds, from when a
 * transaction was due to its verified receipt, and 0 when nothing was executed.
 *
 * @param seconds how long it was counted
 * @param sent transactions submitted in it
 * @param executed those of them with a verified receipt
 * @param throughput receipts per second that came before the sending ended
 * @param p50 median latency
 * @param p90 90th percentile
 * @param p99 99th percentile
 * @param max the longest
 * @param traffic what the nodes counted meanwhile, the span's ends included
 */
public record LoadResult(
    double seconds,
    long sent,
    long executed,
    double throughput,
    double p50,
    double p90,
    double p99,
    double max,
    Traffic traffic) {}
