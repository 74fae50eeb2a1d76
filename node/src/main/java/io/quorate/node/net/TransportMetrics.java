package io.quorate.node.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The counters of the transport, all present from the start, so that a rate over them never misses
 * the first event.
 */
final class TransportMetrics {
  /** Why a message was not delivered. */
  enum Drop {
    /** There is no connection to the peer. */
    NOT_CONNECTED,
    /** Its queue was full. */
    QUEUE_FULL,
    /** It was waiting when the connection fell. */
    CONNECTION_LOST,
    /** The receiving replica did not take it. */
    RECEIVER_FULL
  }

  private record Traffic(Counter messages, Counter bytes) {
    void add(int size) {
      messages.increment();
      bytes.increment(size);
    }
  }

  private final Map<TrafficClass, Traffic> sent;
  private final Map<TrafficClass, Traffic> received;
  private final Map<TrafficClass, Map<Drop, Counter>> dropped;
  private final Map<Refusal, Counter> refused;

  TransportMetrics(MeterRegistry registry, Supplier<Number> connected) {
    sent = perClass(c -> traffic(registry, "sent", c));
    received = perClass(c -> traffic(registry, "received", c));
    dropped =
        perClass(c -> {
          Map<Drop, Counter> counters = new EnumMap<>(Drop.class);
          for (Drop drop : Drop.values()) {
            counters.put(
                drop,
                registry.counter("quorate.net.dropped", "class", label(c), "reason", label(drop)));
          }
          return counters;
        });
    refused = new EnumMap<>(Refusal.class);
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, registry.counter("quorate.net.refused", "reason", label(refusal)));
    }
    // A gauge over a supplier keeps it; one over an object alone would forget it, and show nothing.
    Gauge.builder("quorate.net.peers.connected", connected).register(registry);
  }

  void sent(TrafficClass trafficClass, int size) {
    counters(sent, trafficClass).add(size);
  }

  void received(TrafficClass trafficClass, int size) {
    counters(received, trafficClass).add(size);
  }

  void dropped(TrafficClass trafficClass, Drop reason, int messages) {
    counters(counters(dropped, trafficClass), reason).increment(messages);
  }

  void refused(Refusal refusal) {
    counters(refused, refusal).increment();
  }

  private static <K, V> V counters(Map<K, V> all, K key) {
    V found = all.get(key);
    if (found == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return found;
  }

  private static <V> Map<TrafficClass, V> perClass(Function<TrafficClass, V> make) {
    Map<TrafficClass, V> all = new EnumMap<>(TrafficClass.class);
    for (TrafficClass trafficClass : TrafficClass.values()) {
      all.put(trafficClass, make.apply(trafficClass));
    }
    return all;
  }

  private static Traffic traffic(
      MeterRegistry registry, String direction, TrafficClass trafficClass) {
    String name = "quorate.net." + direction;
    return new Traffic(
        registry.counter(name + ".messages", "class", label(trafficClass)),
        registry.counter(name + ".bytes", "class", label(trafficClass)));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
