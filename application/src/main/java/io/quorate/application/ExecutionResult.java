package io.quorate.application;

import io.quorate.consensus.Event;
import io.quorate.consensus.Limits;
import io.quorate.crypto.Bytes;
import java.util.List;

/**
 * What became of one transaction. Either way its sequence number is used up and its sender gets a
 * receipt.
 */
public sealed interface ExecutionResult {

  /** What the sender finds in the receipt. */
  Bytes output();

  /**
   * The transaction did what it asked for; its writes stay.
   *
   * @param output the application's answer
   * @param events what everybody who follows the chain is told, at most {@link Limits#EVENTS}
   */
  record Executed(Bytes output, List<Event> events) implements ExecutionResult {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when output and events together are longer than {@link
     *     Limits#OUTPUT_BYTES}, or there are too many events
     */
    public Executed {
      events = List.copyOf(events);
      limit(output.size() + Event.size(events));
      if (events.size() > Limits.EVENTS) {
        throw new IllegalArgumentException(
            "a transaction has at most " + Limits.EVENTS + " events, not " + events.size());
      }
    }

    /** Without events. */
    public Executed(Bytes output) {
      this(output, List.of());
    }
  }

  /**
   * The transaction was refused; the platform undoes every write it made, and there are no events.
   *
   * @param output the reason, in the application's own encoding
   */
  record Failed(Bytes output) implements ExecutionResult {
    /**
     * @throws IllegalArgumentException when the output is longer than {@link Limits#OUTPUT_BYTES}
     */
    public Failed {
      limit(output.size());
    }
  }

  private static void limit(int size) {
    if (size > Limits.OUTPUT_BYTES) {
      throw new IllegalArgumentException(
          "output and events have at most " + Limits.OUTPUT_BYTES + " bytes, not " + size);
    }
  }
}
