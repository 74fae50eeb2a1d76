package io.quorate.node.api;

import com.linecorp.armeria.common.HttpData;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code /metrics}, made at most once a second, so that asking often costs little and
 * all who ask share one text. Thread-safe.
 */
final class MetricsPage {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final PrometheusMeterRegistry registry;
  private final LongSupplier nanoTime;
  private @Nullable HttpData text;
  private long made;

  MetricsPage(PrometheusMeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  synchronized HttpData text() {
    long now = nanoTime.getAsLong();
    HttpData known = text;
    if (known == null || now - made >= FRESH_NANOS) {
      known = HttpData.ofUtf8(registry.scrape());
      text = known;
      made = now;
    }
    return known;
  }
}
