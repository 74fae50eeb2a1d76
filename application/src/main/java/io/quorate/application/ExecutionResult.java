package io.quorate.application;

import io.quorate.consensus.Limits;
import io.quorate.crypto.Bytes;

/**
 * What became of one transaction. Either way its sequence number is used up and its sender gets a
 * receipt.
 */
public sealed interface ExecutionResult {

  /** What the sender finds in the receipt; at most {@link Limits#OUTPUT_BYTES} bytes. */
  Bytes output();

  /**
   * The transaction did what it asked for; its writes stay.
   *
   * @param output the application's answer
   */
  record Executed(Bytes output) implements ExecutionResult {
    /**
     * @throws IllegalArgumentException when the output is longer than {@link Limits#OUTPUT_BYTES}
     */
    public Executed {
      limit(output);
    }
  }

  /**
   * The transaction was refused; the platform undoes every write it made.
   *
   * @param output the reason, in the application's own encoding
   */
  record Failed(Bytes output) implements ExecutionResult {
    /**
     * @throws IllegalArgumentException when the output is longer than {@link Limits#OUTPUT_BYTES}
     */
    public Failed {
      limit(output);
    }
  }

  private static void limit(Bytes output) {
    if (output.size() > Limits.OUTPUT_BYTES) {
      throw new IllegalArgumentException(
          "an output has at most " + Limits.OUTPUT_BYTES + " bytes, not " + output.size());
    }
  }
}
