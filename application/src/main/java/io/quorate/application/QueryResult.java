package io.quorate.application;

import io.quorate.crypto.Bytes;

/** What an application says to a {@link Query}. */
public sealed interface QueryResult {
  /** Bytes of the longest answer. */
  int MAX_ANSWER_BYTES = 256 << 10;

  /**
   * The answer.
   *
   * @param answer in the application's own encoding
   */
  record Answered(Bytes answer) implements QueryResult {
    /**
     * @throws IllegalArgumentException when the answer is longer than {@link #MAX_ANSWER_BYTES}
     */
    public Answered {
      if (answer.size() > MAX_ANSWER_BYTES) {
        throw new IllegalArgumentException(
            "an answer has at most " + MAX_ANSWER_BYTES + " bytes, not " + answer.size());
      }
    }
  }

  /**
   * The application does not answer this.
   *
   * @param reason a sentence that says what to ask instead
   */
  record Refused(String reason) implements QueryResult {}
}
