package io.quorate.node.net;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts every refusal and logs each kind of it, per subject, once in a while: a stranger who
 * knocks a thousand times a second fills no disk. Thread-safe.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration QUIET = Duration.ofSeconds(30);

  private record Kind(String subject, Refusal refusal) {}

  private final TransportMetrics metrics;
  private final LineLimit<Kind> lines;

  RefusalLog(TransportMetrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.lines = new LineLimit<>(1, QUIET, nanoTime);
  }

  /**
   * One refusal.
   *
   * @param subject who was refused, without a port that changes with each attempt
   * @param detail what is known beyond the reason; may be empty
   */
  void refused(String subject, Refusal refusal, String detail) {
    metrics.refused(refusal);
    if (lines.due(new Kind(subject, refusal))) {
      LOG.warn(
          "net: {}: {}{}", subject, refusal.advice(), detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }
}
