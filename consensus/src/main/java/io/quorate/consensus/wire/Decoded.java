package io.quorate.consensus.wire;

/**
 * The outcome of decoding bytes from outside: a value, or the reason why there is none.
 *
 * @param <T> what was expected
 */
public sealed interface Decoded<T> {

  /**
   * The bytes were the canonical encoding of {@code value}.
   *
   * @param value the decoded value
   */
  record Ok<T>(T value) implements Decoded<T> {}

  /**
   * The bytes were refused.
   *
   * @param reason one sentence naming what was wrong
   */
  record Malformed<T>(String reason) implements Decoded<T> {}

  /**
   * The value, or {@link IllegalStateException} when there is none: only for bytes this process
   * wrote itself.
   */
  default T orThrow() {
    return switch (this) {
      case Ok<T> ok -> ok.value();
      case Malformed<T> malformed -> throw new IllegalStateException(malformed.reason());
    };
  }
}
