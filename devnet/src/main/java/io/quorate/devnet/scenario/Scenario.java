package io.quorate.devnet.scenario;

import io.quorate.consensus.EngineKind;
import java.util.List;
import java.util.Locale;

/**
 * What is to happen to a network, and what must hold then.
 *
 * @param nodes how many
 * @param engine who orders
 * @param clients how many clients read and write all the time
 * @param keys on how many entries
 * @param seconds how long the timeline and the load last
 * @param timeline faults and expectations in the order of their times
 * @param commitsWithinSeconds how long after the end of all faults a write may take
 * @param writesAtLeast how many writes must be acknowledged in all
 * @param epochLength heights of an epoch of the network
 */
public record Scenario(
    int nodes,
    EngineKind engine,
    int clients,
    int keys,
    int seconds,
    List<Event> timeline,
    int commitsWithinSeconds,
    int writesAtLeast,
    long epochLength) {

  /** Copies the timeline. */
  public Scenario {
    timeline = List.copyOf(timeline);
  }

  /** One line of the timeline. */
  public sealed interface Event {
    /** When, from the begin of the load. */
    long atMillis();

    /** As in the file. */
    String text();
  }

  /**
   * Something breaks, or is mended.
   *
   * @param words what follows {@code devnet fault}
   */
  public record Fault(long atMillis, List<String> words) implements Event {
    /** Copies the words. */
    public Fault {
      words = List.copyOf(words);
    }

    @Override
    public String text() {
      return String.join(" ", words);
    }
  }

  /** Something must hold at that time, beside all that must hold at the end. */
  public record Expect(long atMillis, Progress progress) implements Event {
    @Override
    public String text() {
      return progress.name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a network does, judged by the heights that its nodes call final. */
  public enum Progress {
    /** Heights become final, in spite of what is broken. */
    COMMITS,
    /** None does, since no quorum is left. */
    RESTS
  }
}
