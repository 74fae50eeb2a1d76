package io.quorate.simulator;

/** A checker found what must never happen; ends the run. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String checker;

  Violation(String checker, String detail) {
    super(detail);
    this.checker = checker;
  }

  Violation(String checker, String detail, Throwable cause) {
    super(detail, cause);
    this.checker = checker;
  }

  /** Which promise was broken. */
  String checker() {
    return checker;
  }

  /** The detail. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
