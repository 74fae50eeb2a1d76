package io.quorate.devnet.diagnose;

import java.util.List;
import java.util.Optional;

/**
 * One node as seen from here at one moment.
 *
 * @param name what the genesis calls it, or its address where it did not say
 * @param place where it was asked
 * @param process what is known of its process
 * @param answer what it said; empty when it gave no answer
 */
public record Sight(String name, String place, Condition process, Optional<Answer> answer) {

  /** What is known of a process; only of nodes on this machine is anything. */
  public sealed interface Condition {
    /** Nothing: it runs elsewhere, if it does. */
    record Unknown() implements Condition {}

    /** It runs. */
    record Runs() implements Condition {}

    /** It is frozen. */
    record Frozen() implements Condition {}

    /** A command stopped it, or it was never started. */
    record Stopped() implements Condition {}

    /** It ended by itself; the end of its log. */
    record Ended(List<String> lastWords) implements Condition {}
  }
}
