package io.quorate.node.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quorate.api.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the API counts. Thread-safe. */
final class ApiMetrics {
  private final MeterRegistry registry;
  private final Map<ErrorCode, Counter> refusals = new EnumMap<>(ErrorCode.class);
  private final Map<ErrorCode, Counter> failures = new EnumMap<>(ErrorCode.class);
  private final Counter received;
  private final Counter answered;
  private final Counter slowConsumers;
  private final AtomicInteger inFlight;
  private final AtomicInteger streams;

  ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (ErrorCode code : ErrorCode.values()) {
      refusals.put(code, registry.counter("quorate.api.transactions.refused", "code", code.name()));
      failures.put(code, registry.counter("quorate.api.errors", "code", code.name()));
    }
    received = registry.counter("quorate.api.transactions.received");
    answered = registry.counter("quorate.api.receipts.sent");
    slowConsumers = registry.counter("quorate.api.slow.consumers");
    inFlight = registry.gauge("quorate.api.transactions.in.flight", new AtomicInteger());
    streams = registry.gauge("quorate.api.streams", new AtomicInteger());
  }

  void request(String operation) {
    registry.counter("quorate.api.requests", "operation", operation).increment();
  }

  void failed(ErrorCode code) {
    count(failures, code);
    if (code == ErrorCode.SLOW_CONSUMER) {
      slowConsumers.increment();
    }
  }

  void refused(ErrorCode code) {
    count(refusals, code);
  }

  void received(int transactions) {
    received.increment(transactions);
  }

  void answered(int receipts) {
    answered.increment(receipts);
  }

  void inFlight(int change) {
    inFlight.addAndGet(change);
  }

  void streams(int change) {
    streams.addAndGet(change);
  }

  private static void count(Map<ErrorCode, Counter> counters, ErrorCode code) {
    Counter counter = counters.get(code);
    if (counter != null) {
      counter.increment();
    }
  }
}
