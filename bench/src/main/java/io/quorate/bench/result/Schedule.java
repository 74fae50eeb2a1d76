package io.quorate.bench.result;

import java.util.List;

/**
 * What is done to each network.
 *
 * @param warmUpSeconds load before anything is counted
 * @param saturatedSeconds closed loop
 * @param clients how many clients wait for their answers in it
 * @param rateSeconds open loop, for each rate
 * @param rates transactions per second, ascending
 * @param kills how often the leader is killed
 * @param payloadBytes of a transaction
 */
public record Schedule(
    int warmUpSeconds,
    int saturatedSeconds,
    int clients,
    int rateSeconds,
    List<Integer> rates,
    int kills,
    int payloadBytes) {
  /** Copies the list. */
  public Schedule {
    rates = List.copyOf(rates);
  }
}
