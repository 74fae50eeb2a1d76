package io.quorate.devnet.load;

import java.time.Duration;
import java.util.Optional;

/**
 * What load to put on a network.
 *
 * @param pace when transactions are sent
 * @param payloadBytes size of a transaction's payload; on the wire 148 bytes of chain, sender,
 *     sequence, expiry and signature come on top
 * @param senders how many keys sign, in turns
 * @param keys how many different entries are written
 * @param warmUp how long to send before anything is counted
 * @param duration how long to send after that
 */
public record LoadPlan(
    Pace pace, int payloadBytes, int senders, int keys, Duration warmUp, Duration duration) {
  /** Room for a one-byte value. */
  public static final int MIN_PAYLOAD = Payloads.OVERHEAD + 1;

  /** Well below what a transaction can carry. */
  public static final int MAX_PAYLOAD = 32 << 10;

  /** When transactions are sent. */
  public sealed interface Pace {
    /**
     * So many each second, however the network fares: a slow answer delays nothing after it, and a
     * latency counts from the moment at which the transaction was due.
     */
    record Open(double perSecond) implements Pace {}

    /** So many clients, each of which sends its next one when it has the answer to its last. */
    record Closed(int clients) implements Pace {}
  }

  /** The value that is out of range, as a sentence with its option; empty when there is none. */
  public Optional<String> fault() {
    Optional<String> pacing =
        switch (pace) {
          case Pace.Open(double rate) -> outside("--rate", rate, 0.1, 1_000_000);
          case Pace.Closed(int clients) -> outside("--clients", clients, 1, 100_000);
        };
    return pacing
        .or(() -> outside("--size", payloadBytes, MIN_PAYLOAD, MAX_PAYLOAD))
        .or(() -> outside("--senders", senders, 1, 10_000))
        .or(() -> outside("--keys", keys, 1, 100_000_000))
        .or(() -> outside("--warm-up", (double) warmUp.toSeconds(), 0, 3_600))
        .or(() -> outside("--duration", (double) duration.toSeconds(), 1, 86_400));
  }

  private static Optional<String> outside(String option, double value, double low, double high) {
    return value < low || value > high
        ? Optional.of(
            option + " is " + text(value) + "; it must be " + text(low) + " to " + text(high))
        : Optional.empty();
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
