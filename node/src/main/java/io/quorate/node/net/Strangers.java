package io.quorate.node.net;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

/**
 * The accepted connections that have not authenticated yet. They share a fixed number of places;
 * when all are taken, the oldest connection of the host that holds most of them goes (of the
 * newcomer's own before another's that holds as many), so that a host that only holds places shuts
 * out nobody but itself. How often one host may come is bounded too, since every connection costs
 * the signatures and key exchange of a TLS handshake. Thread-safe.
 *
 * @param <C> a connection
 */
final class Strangers<C> {
  private static final int HOSTS = 1_024;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final int places;
  private final int perSecond;
  private final LongSupplier nanoTime;
  private final Map<String, SequencedSet<C>> waiting = new LinkedHashMap<>();
  private final Map<String, Visits> visits = new LinkedHashMap<>();
  private int taken;

  /** What came from a host since a moment. */
  private record Visits(long sinceNanos, int count) {}

  /** What becomes of a connection. */
  sealed interface Entry<C> {
    /** It may authenticate, and this one has to go for it. */
    record Admitted<C>(Optional<C> instead) implements Entry<C> {}

    /** Its host comes too often. */
    record Refused<C>() implements Entry<C> {}
  }

  /**
   * @param places most connections that wait at once
   * @param perSecond most connections of one host in a second
   */
  Strangers(int places, int perSecond, LongSupplier nanoTime) {
    this.places = places;
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  /** A connection was accepted. */
  synchronized Entry<C> enter(String host, C connection) {
    if (comesTooOften(host)) {
      return new Entry.Refused<>();
    }
    Optional<C> instead = taken < places ? Optional.empty() : Optional.of(oldestOfTheMost(host));
    waiting.computeIfAbsent(host, _ -> new LinkedHashSet<>()).addLast(connection);
    taken++;
    return new Entry.Admitted<>(instead);
  }

  /** A connection has authenticated, or ended. Harmless when called again. */
  synchronized void leave(String host, C connection) {
    SequencedSet<C> ofHost = waiting.get(host);
    if (ofHost != null && ofHost.remove(connection)) {
      taken--;
      if (ofHost.isEmpty()) {
        waiting.remove(host);
      }
    }
  }

  private C oldestOfTheMost(String comer) {
    Map.Entry<String, SequencedSet<C>> most =
        waiting.entrySet().stream()
            .max(
                Comparator.comparingInt(
                        (Map.Entry<String, SequencedSet<C>> each) -> each.getValue().size())
                    .thenComparing(each -> each.getKey().equals(comer)))
            .orElseThrow();
    C oldest = most.getValue().getFirst();
    leave(most.getKey(), oldest);
    return oldest;
  }

  private boolean comesTooOften(String host) {
    long now = nanoTime.getAsLong();
    Visits before = visits.remove(host);
    Visits after =
        before == null || now - before.sinceNanos() >= SECOND_NANOS
            ? new Visits(now, 1)
            : new Visits(before.sinceNanos(), before.count() + 1);
    if (visits.size() >= HOSTS) {
      visits.remove(visits.keySet().iterator().next());
    }
    visits.put(host, after);
    return after.count() > perSecond;
  }
}
