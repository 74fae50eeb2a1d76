package io.quorate.devnet.scenario;

import io.quorate.consensus.EngineKind;
import java.util.List;

/**
 * What is to happen to a network, and what must hold then.
 *
 * @param nodes how many
 * @param engine who orders
 * @param clients how many clients read and write all the time
 * @param keys on how many entries
 * @param seconds how long the timeline and the load last
 * @param timeline the faults in the order of their times
 * @param commitsWithinSeconds how long after the end of all faults a write may take
 */
public record Scenario(
    int nodes,
    EngineKind engine,
    int clients,
    int keys,
    int seconds,
    List<Event> timeline,
    int commitsWithinSeconds) {

  /** Copies the timeline. */
  public Scenario {
    timeline = List.copyOf(timeline);
  }

  /**
   * One fault.
   *
   * @param atMillis when, from the begin of the load
   * @param words what follows {@code devnet fault}
   */
  public record Event(long atMillis, List<String> words) {
    /** Copies the words. */
    public Event {
      words = List.copyOf(words);
    }

    /** As in the file. */
    public String text() {
      return String.join(" ", words);
    }
  }
}
