package io.quorate.bench.result;

import java.util.List;
import java.util.Optional;

/**
 * What one engine did under faults.
 *
 * @param engine its label
 * @param failure why the rest is missing; empty when all was measured
 * @param leaderKilled milliseconds from the leader's kill -9 to the next commit, one for each try
 * @param healed the same from the end of a partition into halves
 * @param returned the same from the return of a quorum
 * @param throughput with one node in some state, in the order of the measurement
 * @param catchUp how a node came back that was away under load
 * @param soak memory and disk under load, in the order of time
 */
public record Endurance(
    String engine,
    Optional<String> failure,
    List<Double> leaderKilled,
    List<Double> healed,
    List<Double> returned,
    List<Throughput> throughput,
    Optional<CatchUp> catchUp,
    List<Sample> soak) {

  /** Copies the lists. */
  public Endurance {
    leaderKilled = List.copyOf(leaderKilled);
    healed = List.copyOf(healed);
    returned = List.copyOf(returned);
    throughput = List.copyOf(throughput);
    soak = List.copyOf(soak);
  }

  /**
   * A span of saturated load.
   *
   * @param state what the fourth node did: {@code none} for nothing wrong
   * @param perSecond executed transactions
   */
  public record Throughput(String state, double perSecond) {}

  /**
   * A node that came back.
   *
   * @param missed heights that it lacked when it served again
   * @param networkPerSecond heights that the network committed meanwhile
   * @param nodePerSecond heights that the node gained
   */
  public record CatchUp(long missed, double networkPerSecond, double nodePerSecond) {
    /** How much faster than the network it was. */
    public double ratio() {
      return networkPerSecond <= 0 ? 0 : nodePerSecond / networkPerSecond;
    }
  }

  /**
   * The largest of the four nodes at one moment.
   *
   * @param second from the begin of the load
   * @param residentMiB of one process
   * @param diskMiB of one data directory
   */
  public record Sample(double second, double residentMiB, double diskMiB) {}
}
