package io.quorate.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * What one network showed.
 *
 * @param engine the engine's label
 * @param group nodes and scheme
 * @param loadAverage of the machine, over one minute, before the network was started
 * @param saturated under as much load as the clients could bring; empty when it was not measured
 * @param rates at fixed rates
 * @param kills the leader killed, once for each
 * @param failure why something is missing; empty when nothing is
 */
public record CaseResult(
    String engine,
    Group group,
    double loadAverage,
    Optional<LoadResult> saturated,
    List<RateResult> rates,
    List<Kill> kills,
    Optional<String> failure) {
  /** Copies the lists. */
  public CaseResult {
    rates = List.copyOf(rates);
    kills = List.copyOf(kills);
  }

  /** What was measured at that rate; empty when nothing was. */
  public Optional<LoadResult> at(int rate) {
    return rates.stream()
        .filter(r -> r.perSecond() == rate)
        .findFirst()
        .flatMap(RateResult::measured);
  }
}
